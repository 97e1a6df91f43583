package dev.carillon.server.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.contracts.ScriptedReceiver.Script;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.signature.Signer;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.RecordingReceiver;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestResponse;
import dev.carillon.server.testing.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One delivery is sent again, sent now, or called off: through the API of a running server. */
class RedeliveryOverHttpTest {

  private static final String WEBHOOKS = "/services/admin/webhook/";

  @TempDir private Path home;
  private final RecordingReceiver receiver = RecordingReceiver.answering(200);
  private TestServer server;
  private TestClient admin;
  private String token;
  private String webhook;

  @BeforeEach
  void start() {
    server = new TestServer(TestServer.withProperties(home, "webHooksRetryDelays=1h,2h"));
    admin = server.admin();
    JsonNode made = webhook("ring", receiver.url(), "[\"name\"]");
    webhook = made.get("id").asText();
    token = made.get("secretToken").asText();
  }

  private JsonNode webhook(String name, String url, String fields) {
    return admin
        .json(
            "POST",
            WEBHOOKS,
            """
            {"name": "%s", "url": "%s", "metadataToReturn": %s, "eventTypes": ["asset_create"]}"""
                .formatted(name, url, fields))
        .ok();
  }

  @AfterEach
  void stop() {
    server.close();
    receiver.close();
  }

  @Test
  void aFailedOneIsSentAgainWithTheSameIdAndBytesAndIsDeliveredThen() {
    receiver.now(Script.status(404));
    String id = heard("a.bin").id();
    Await.until("exhausted", () -> state(id).equals("exhausted"));

    receiver.now(Script.status(503));
    JsonNode accepted = post(id, "redeliveries", "").ok();
    assertThat(accepted.get("id").asText()).isEqualTo(id);
    Await.until("second", () -> receiver.count() == 2);
    Await.until("stored", () -> row(id).get("attempts").asInt() == 2);
    assertThat(state(id)).as("no new schedule").isEqualTo("exhausted");

    receiver.now(Script.status(200));
    assertThat(post(id, "redeliveries", "{}").status()).isEqualTo(202);
    Await.until("delivered", () -> state(id).equals("delivered"));

    assertThat(row(id).get("attemptList"))
        .extracting(attempt -> attempt.get("manual").asBoolean())
        .containsExactly(false, true, true);
    List<RecordingReceiver.RecordedRequest> requests = receiver.requests();
    assertThat(requests).hasSize(3);
    assertThat(requests).extracting(RecordingReceiver.RecordedRequest::id).containsOnly(id);
    assertThat(requests)
        .extracting(RecordingReceiver.RecordedRequest::attempt)
        .containsExactly(1, 2, 3);
    assertThat(requests)
        .extracting(received -> received.request().text())
        .containsOnly(requests.getFirst().request().text());
    for (RecordingReceiver.RecordedRequest received : requests) {
      assertThat(received.header("webhook-signature"))
          .isEqualTo(
              Signer.of(token)
                  .standardSignature(
                      id,
                      Long.parseLong(received.header("webhook-timestamp")),
                      Payload.of(received.request().body())));
    }
    Await.holds("nothing more", Duration.ofMillis(300), () -> receiver.count() == 3);
  }

  @Test
  void aDeliveredOneThatFailsWhenSentAgainStaysDelivered() {
    String id = heard("a.bin").id();
    Await.until("delivered", () -> state(id).equals("delivered"));
    String ended = row(id).get("endedAt").asText();
    receiver.now(Script.status(500));
    assertThat(post(id, "redeliveries", "").status()).isEqualTo(202);
    Await.until("stored", () -> row(id).get("attempts").asInt() == 2);
    assertThat(state(id)).isEqualTo("delivered");
    assertThat(row(id).get("endedAt").asText()).isEqualTo(ended);
  }

  @Test
  void toAnotherWebhookItIsANewDeliveryAsThatOneWantsIt() {
    String id = heard("a.bin").id();
    String other =
        webhook("other", receiver.url() + "/other", "[\"assetDomain\"]").get("id").asText();
    JsonNode made = post(id, "redeliveries", "{\"webhook\":\"" + other + "\"}").ok();
    assertThat(made.get("id").asText()).isNotEqualTo(id);
    assertThat(made.get("webhook").get("id").asText()).isEqualTo(other);
    assertThat(made.get("event").get("type").asText()).isEqualTo("asset_create");
    Await.until("heard", () -> receiver.count() == 2);
    RecordingReceiver.RecordedRequest received = receiver.requests().getLast();
    assertThat(received.id()).isEqualTo(made.get("id").asText());
    assertThat(received.attempt()).isEqualTo(1);
    assertThat(received.request().text()).contains("\"metadata\":{\"assetDomain\":\"generic\"}");
    assertThat(post(id, "redeliveries", "{\"webhook\":\"nobody\"}").status()).isEqualTo(400);
  }

  @Test
  void aRetryThatWaitsIsMadeNow() {
    receiver.now(Script.status(503));
    String id = heard("a.bin").id();
    Await.until("waits", () -> row(id).get("attempts").asInt() == 1);
    assertThat(post(id, "redeliveries", "").status()).isEqualTo(409);
    receiver.now(Script.status(200));
    assertThat(post(id, "retry", "").status()).isEqualTo(200);
    Await.until("delivered", () -> state(id).equals("delivered"));
    assertThat(receiver.requests().getLast().attempt()).isEqualTo(2);
    assertThat(post(id, "retry", "").status()).isEqualTo(409);
  }

  @Test
  void aRetryThatWaitsIsCalledOff() {
    receiver.now(Script.status(503));
    String id = heard("a.bin").id();
    Await.until("waits", () -> row(id).get("attempts").asInt() == 1);
    assertThat(post(id, "cancellation", "").ok().get("state").asText()).isEqualTo("cancelled");
    assertThat(post(id, "cancellation", "").status()).isEqualTo(409);
    assertThat(post(id, "retry", "").status()).isEqualTo(409);
  }

  @Test
  void nothingIsSentWhileTheWebhookIsDisabledOrRemoved() {
    String id = heard("a.bin").id();
    Await.until("delivered", () -> state(id).equals("delivered"));
    admin.bare("PUT", WEBHOOKS + webhook + "/disable").ok();
    admin.newAsset("/Demo Zone", "missed.bin");
    TestResponse refused = post(id, "redeliveries", "");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.json().get("detail").asText()).contains("/enable");
    String other = webhook("other", receiver.url(), "[]").get("id").asText();
    admin.bare("PUT", WEBHOOKS + other + "/disable").ok();
    assertThat(post(id, "redeliveries", "{\"webhook\":\"" + other + "\"}").status()).isEqualTo(409);
    admin.bare("DELETE", WEBHOOKS + webhook);
    assertThat(post(id, "redeliveries", "").status()).isEqualTo(409);
    assertThat(receiver.count()).isEqualTo(1);
  }

  @Test
  void whatIsNotThereOrNotKnownIsNamed() {
    assertThat(post("AAAAAAAAAAAAAAAAAAAAAA", "redeliveries", "").status()).isEqualTo(404);
    assertThat(post("x", "retry", "").status()).isEqualTo(404);
    String id = heard("a.bin").id();
    TestResponse wrong = post(id, "redeliveries", "{\"webhok\":\"x\"}");
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.json().get("detail").asText()).contains("webhok").contains("'webhook'");
    assertThat(post(id, "redeliveries?deep=true", "").status()).isEqualTo(400);
  }

  private RecordingReceiver.RecordedRequest heard(String name) {
    int before = receiver.count();
    admin.newAsset("/Demo Zone", name);
    Await.until("heard", () -> receiver.count() > before);
    return receiver.requests().getLast();
  }

  private TestResponse post(String id, String what, String body) {
    return admin.json("POST", "/api/deliveries/" + id + "/" + what, body);
  }

  private String state(String id) {
    return row(id).get("state").asText();
  }

  private JsonNode row(String id) {
    return admin.bare("GET", "/api/deliveries/" + id).ok();
  }
}
