package dev.carillon.server.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.signature.Signer;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.RecordingReceiver;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestResponse;
import dev.carillon.server.testing.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A webhook is switched off and on, its token changed, and it is removed: all through the API. */
class SwitchingOverHttpTest {

  private static final String WEBHOOKS = "/services/admin/webhook/";

  @TempDir private Path home;
  private final RecordingReceiver receiver = RecordingReceiver.answering(200);
  private TestServer server;
  private TestClient admin;
  private ObjectNode webhook;
  private String id;

  @BeforeEach
  void start() {
    server = new TestServer(home);
    admin = server.admin();
    webhook =
        (ObjectNode)
            admin
                .json(
                    "POST",
                    WEBHOOKS,
                    """
                    {"name": "ring", "url": "%s", "metadataToReturn": ["name", "status"],
                     "eventTypes": ["asset_create", "asset_update_metadata"]}"""
                        .formatted(receiver.url()))
                .ok();
    id = webhook.get("id").asText();
  }

  @AfterEach
  void stop() {
    server.close();
    receiver.close();
  }

  @Test
  void whatIsMissedWhileDisabledIsCountedAndCanBeRecovered() {
    String asset = admin.newAsset("/Demo Zone", "a.bin");
    Await.until("created", () -> receiver.count() == 1);

    JsonNode disabled = admin.bare("PUT", WEBHOOKS + id + "/disable").ok();
    assertThat(disabled.get("enabled").asBoolean()).isFalse();
    assertThat(disabled.get("disabledReason").asText()).isEqualTo("manual");
    for (int i = 0; i < 5; i++) {
      admin.form("/services/update", "id", asset, "status", "Step " + i).ok();
    }
    // events are told apart by their milliseconds
    Await.pause(20);
    Instant between = Instant.now();
    Await.pause(20);
    for (int i = 5; i < 8; i++) {
      admin.form("/services/update", "id", asset, "status", "Step " + i).ok();
    }

    assertThat(missed()).isEqualTo(8);
    TestResponse refused = admin.bare("POST", WEBHOOKS + id + "/recover");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.json().get("message").asText()).contains("/enable");
    assertThat(admin.bare("PUT", WEBHOOKS + id + "/enable").ok().get("enabled").asBoolean())
        .isTrue();
    Await.holds("nothing by itself", Duration.ofMillis(2500), () -> receiver.count() == 1);

    assertThat(recovered("{\"since\":\"" + between + "\"}")).isEqualTo(3);
    Await.until("three", Duration.ofSeconds(2), () -> receiver.count() == 4);
    assertThat(recovered("{\"since\":" + System.currentTimeMillis() + "}")).isZero();
    assertThat(recovered("")).isEqualTo(5);
    Await.until("all", Duration.ofSeconds(2), () -> receiver.count() == 9);
    assertThat(recovered("")).isZero();
    assertThat(receiver.distinct()).isEqualTo(9);
    assertThat(receiver.requests())
        .filteredOn(received -> received.request().text().contains("\"newValue\":\"Step 3\""))
        .hasSize(1)
        .first()
        .satisfies(
            received ->
                assertThat(received.request().text())
                    .contains("\"metadata\":{\"name\":\"a.bin\",\"status\":\"Step 3\"}")
                    .contains("\"oldValue\":\"Step 2\""));
  }

  @Test
  void aWrongTimeToRecoverFromIsNamed() {
    for (String wrong : new String[] {"\"yesterday\"", "true", "-1", "1e300", "\"\"", "{}"}) {
      TestResponse answer =
          admin.json("POST", WEBHOOKS + id + "/recover", "{\"since\":" + wrong + "}");
      assertThat(answer.status()).as(wrong).isEqualTo(400);
      assertThat(answer.json().get("message").asText()).contains("since");
    }
    assertThat(admin.json("POST", WEBHOOKS + id + "/recover", "[]").status()).isEqualTo(400);
    assertThat(admin.bare("POST", WEBHOOKS + "AAAAAAAAAAAAAAAAAAAAAA/recover").status())
        .isEqualTo(404);
  }

  @Test
  void aNewTokenSignsTheNextRequest() {
    JsonNode rolled =
        admin.json("POST", WEBHOOKS + id + "/generate-token", "{\"overlapHours\":1}").ok();
    admin.newAsset("/Demo Zone", "a.bin");
    Await.until("created", () -> receiver.count() == 1);

    String token = rolled.get("secretToken").asText();
    assertThat(token).isNotEqualTo(webhook.get("secretToken").asText());
    RecordingReceiver.RecordedRequest received = receiver.requests().getFirst();
    assertThat(received.header("X-Hook-Signature"))
        .isEqualTo(Signer.of(token).hookSignature(Payload.of(received.request().body())));
    assertThat(received.header("webhook-signature").split(" ")).hasSize(2);
  }

  @Test
  void aClientSendsTheWholeObjectBack() {
    webhook.put("name", "another");
    webhook.put("enabled", false);
    String token = webhook.get("secretToken").asText();
    webhook.put("secretToken", "bm90IHRoZSB0b2tlbg==");

    JsonNode updated = admin.json("POST", WEBHOOKS + id, webhook.toString()).ok();
    admin.newAsset("/Demo Zone", "missed.bin");

    assertThat(updated.get("name").asText()).isEqualTo("another");
    assertThat(updated.get("secretToken").asText()).isEqualTo(token);
    assertThat(missed()).isEqualTo(1);
    admin.json("PUT", WEBHOOKS + id, ((ObjectNode) updated).put("enabled", true).toString()).ok();
    admin.newAsset("/Demo Zone", "heard.bin");
    Await.until("heard", () -> receiver.count() == 1);
    assertThat(receiver.requests().getFirst().request().text()).contains("heard.bin");
  }

  @Test
  void aRemovedWebhookHearsNothingMore() {
    assertThat(admin.bare("DELETE", WEBHOOKS + id).status()).isEqualTo(204);
    admin.newAsset("/Demo Zone", "a.bin");
    Await.holds("silence", Duration.ofMillis(500), () -> receiver.count() == 0);
    assertThat(admin.bare("GET", WEBHOOKS + id).status()).isEqualTo(404);
  }

  private long missed() {
    return admin.bare("GET", WEBHOOKS + id).ok().get("health").get("missed").asLong();
  }

  private long recovered(String body) {
    return admin.json("POST", WEBHOOKS + id + "/recover", body).ok().get("recovered").asLong();
  }
}
