package dev.carillon.server.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.contracts.ScriptedReceiver.Script;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.RecordingReceiver;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Why deliveries wait, as the API says it: held by the receiver, or their webhook disabled. */
class WaitingOverHttpTest {

  private static final String WEBHOOKS = "/services/admin/webhook/";
  private static final String BUSY = "503 Busy\r\nRetry-After: 600";

  @TempDir private Path home;
  private final AtomicReference<String> answer = new AtomicReference<>(BUSY);
  private final RecordingReceiver receiver =
      RecordingReceiver.doing(
          (request, out, socket) ->
              Script.bytes("HTTP/1.1 " + answer.get() + "\r\nContent-Length: 0\r\n\r\n")
                  .answer(request, out, socket));
  private TestServer server;
  private TestClient admin;
  private String id;

  @BeforeEach
  void start() {
    server = new TestServer(TestServer.withProperties(home, "webHooksFailuresBeforeDisable=2"));
    admin = server.admin();
    id =
        admin
            .json(
                "POST",
                WEBHOOKS,
                "{\"name\": \"ring\", \"url\": \"%s\", \"eventTypes\": [\"asset_create\"]}"
                    .formatted(receiver.url()))
            .ok()
            .get("id")
            .asText();
  }

  @AfterEach
  void stop() {
    server.close();
    receiver.close();
  }

  @Test
  void whatAReceiverHoldsSaysSoUntilSomebodyTriesItNow() {
    admin.newAsset("/Demo Zone", "first.bin");
    Await.until("held", () -> webhook().at("/health/heldUntil").isTextual());
    admin.newAsset("/Demo Zone", "second.bin");
    Await.until("both wait", () -> pending().size() == 2);
    for (JsonNode delivery : pending()) {
      assertThat(delivery.at("/waitingFor/reason").asText()).isEqualTo("held");
      assertThat(delivery.at("/waitingFor/until")).isEqualTo(webhook().at("/health/heldUntil"));
    }
    JsonNode listed = admin.bare("GET", "/api/webhooks").ok().get(0);
    assertThat(listed.get("heldUntil")).isEqualTo(webhook().at("/health/heldUntil"));
    Await.holds("one request", Duration.ofMillis(300), () -> receiver.count() == 1);

    answer.set("204 Fine");
    String last = pending().get(0).get("id").asText();
    JsonNode now = admin.bare("POST", "/api/deliveries/" + last + "/retry").ok();
    assertThat(now.at("/waitingFor/reason").asText()).isNotEqualTo("disabled");

    Await.until("all went out", () -> pending().isEmpty());
    assertThat(webhook().at("/health/heldUntil").isNull()).isTrue();
  }

  @Test
  void enablingAWebhookThatIsOnEndsItsHold() {
    admin.newAsset("/Demo Zone", "first.bin");
    Await.until("held", () -> webhook().at("/health/heldUntil").isTextual());
    answer.set("204 Fine");
    JsonNode enabled = admin.bare("PUT", WEBHOOKS + id + "/enable").ok();
    assertThat(enabled.at("/health/heldUntil").isNull()).isTrue();
    Await.until("it went out", () -> pending().isEmpty());
  }

  @Test
  void whatTheServerDisabledSaysWhyInItsHistoryToo() {
    answer.set("500 No");
    admin.newAsset("/Demo Zone", "first.bin");
    admin.newAsset("/Demo Zone", "second.bin");
    Await.until("disabled", () -> !webhook().get("enabled").asBoolean());
    JsonNode off = webhook();
    assertThat(off.get("disabledReason").asText()).isEqualTo("failures");
    assertThat(off.get("disabledDetail").asText())
        .matches("[2-9] failed attempts within 10 s, the last: HTTP 500");

    String history =
        "/api/audit?objectType=webhook&object=" + id + "&action=disableWebhookAutomatically";
    Await.until("in the log", () -> !admin.bare("GET", history).ok().get("items").isEmpty());
    JsonNode entries = admin.bare("GET", history).ok().get("items");
    assertThat(entries).hasSize(1);
    assertThat(entries.get(0).get("via").asText()).isEqualTo("system");
    assertThat(entries.get(0).toString())
        .contains("failures")
        .contains(off.get("disabledDetail").asText());

    for (JsonNode delivery : pending()) {
      assertThat(delivery.at("/waitingFor/reason").asText()).isEqualTo("disabled");
      assertThat(delivery.at("/waitingFor/until").isNull()).isTrue();
      String retry = "/api/deliveries/" + delivery.get("id").asText() + "/retry";
      assertThat(admin.bare("POST", retry).status()).isEqualTo(409);
    }
    assertThat(pending()).isNotEmpty();

    admin.bare("PUT", WEBHOOKS + id + "/disable").ok();
    admin.bare("PUT", WEBHOOKS + id + "/enable").ok();
    assertThat(admin.bare("GET", history).ok().get("items")).as("people are named").hasSize(1);
  }

  private JsonNode webhook() {
    return admin.bare("GET", WEBHOOKS + id).ok();
  }

  private JsonNode pending() {
    return admin.bare("GET", "/api/deliveries?state=pending").ok().get("items");
  }
}
