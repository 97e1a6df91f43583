package dev.carillon.server.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.hooks.contracts.Received;
import dev.carillon.hooks.contracts.ScriptedReceiver;
import dev.carillon.hooks.contracts.ScriptedReceiver.Script;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.signature.Signer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a webhook, as another one hears of it over HTTP. */
class OperationalEventsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ALL =
      "\"eventTypes\":[],\"operationalEvents\":[\"webhook.failing\",\"webhook.recovered\","
          + "\"webhook.disabled\",\"webhook.enabled\",\"webhook.exhausted\","
          + "\"webhook.secret_rolled\"]";
  private static final String CREATES = "\"eventTypes\":[\"asset_create\"]";

  @TempDir private Path home;

  @Test
  void anOperatorsChangesAreToldSigned() throws Exception {
    try (ScriptedReceiver receiver = ScriptedReceiver.answering(204);
        OperationsServer server = OperationsServer.in(home)) {
      String subject =
          server.webhook("sub \\\"ä\\\"", "http://127.0.0.1:1/", CREATES).path("id").asText();
      String token = server.webhook("ops", receiver.url(), ALL).path("secretToken").asText();
      String path = "/services/admin/webhook/" + subject;

      server.json("PUT", path + "/disable", "", 200);
      JsonNode disabled = next(receiver, token);
      assertThat(disabled.path("type").asText()).isEqualTo("webhook.disabled");
      assertThat(disabled.path("webhookId").asText()).isEqualTo(subject);
      assertThat(disabled.path("webhookName").asText()).isEqualTo("sub \"ä\"");
      assertThat(disabled.path("reason").asText()).isEqualTo("manual");
      assertThat(Math.abs(disabled.path("timestamp").asLong() - System.currentTimeMillis()))
          .isLessThan(600_000);
      assertThat(disabled.has("deliveryId")).isFalse();

      server.json("PUT", path + "/enable", "", 200);
      assertThat(next(receiver, token).path("type").asText()).isEqualTo("webhook.enabled");
      server.json("POST", path + "/generate-token", "", 200);
      assertThat(next(receiver, token).path("type").asText()).isEqualTo("webhook.secret_rolled");
      server.json("POST", path, "{\"description\":\"just words\"}", 200);
      server.restart();
      assertThat(receiver.rest()).isEmpty();
    }
  }

  @Test
  void failuresAreToldWithTheirDelivery() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    Script first404 =
        (request, out, socket) ->
            Script.status(calls.incrementAndGet() <= 5 ? 404 : 204).answer(request, out, socket);
    try (ScriptedReceiver receiver = ScriptedReceiver.answering(204);
        ScriptedReceiver bad = ScriptedReceiver.start(first404);
        OperationsServer server = OperationsServer.in(home)) {
      String subject = server.webhook("subject", bad.url(), CREATES).path("id").asText();
      String token = server.webhook("ops", receiver.url(), ALL).path("secretToken").asText();

      for (int failure = 1; failure <= 5; failure++) {
        server.asset("/a/failed" + failure + ".txt");
        String failed = bad.next(PATIENCE).header("webhook-id").orElseThrow();
        Set<String> types = new TreeSet<>();
        for (int event = failure < 5 ? 2 : 1; event <= 2; event++) {
          JsonNode told = next(receiver, token);
          types.add(told.path("type").asText());
          assertThat(told.path("webhookId").asText()).isEqualTo(subject);
          assertThat(told.path("deliveryId").asText()).isEqualTo(failed);
          assertThat(told.path("detail").asText()).isEqualTo("HTTP 404");
        }
        assertThat(types)
            .as("%d failures in a row", failure)
            .isEqualTo(
                failure < 5
                    ? Set.of("webhook.exhausted")
                    : Set.of("webhook.exhausted", "webhook.failing"));
      }

      String delivered = "";
      for (int success = 1; success <= 48; success++) {
        assertThat(receiver.rest()).as("after %d successes", success - 1).isEmpty();
        server.asset("/a/well" + success + ".txt");
        delivered = bad.next(PATIENCE).header("webhook-id").orElseThrow();
      }
      JsonNode recovered = next(receiver, token);
      assertThat(recovered.path("type").asText()).isEqualTo("webhook.recovered");
      assertThat(recovered.path("deliveryId").asText()).isEqualTo(delivered);
      assertThat(recovered.has("detail")).isFalse();
    }
  }

  @Test
  void whatAWebhookMissedIsSentWhenItIsAskedFor() throws Exception {
    try (ScriptedReceiver receiver = ScriptedReceiver.answering(204);
        OperationsServer server = OperationsServer.in(home)) {
      String subject =
          server.webhook("subject", "http://127.0.0.1:1/", CREATES).path("id").asText();
      JsonNode ops = server.webhook("ops", receiver.url(), ALL);
      String opsPath = "/services/admin/webhook/" + ops.path("id").asText();
      server.json("PUT", opsPath + "/disable", "", 200);
      server.json("POST", "/services/admin/webhook/" + subject + "/generate-token", "", 200);
      server.json("PUT", opsPath + "/enable", "", 200);
      assertThat(server.json("POST", opsPath + "/recover", "", 200).path("recovered").asInt())
          .isEqualTo(1);
      assertThat(next(receiver, ops.path("secretToken").asText()).path("type").asText())
          .isEqualTo("webhook.secret_rolled");
    }
  }

  private static JsonNode next(ScriptedReceiver receiver, String token) throws Exception {
    Received received = receiver.next(PATIENCE);
    assertThat(received.header("X-Hook-Signature"))
        .contains(Signer.of(token).hookSignature(Payload.of(received.body())));
    JsonNode event = JSON.readTree(received.body());
    assertThat(received.header("X-Hook-Event")).contains(event.path("type").asText());
    return event;
  }
}
