package dev.carillon.server.webhooks.registration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.contracts.ScriptedReceiver.Script;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.RecordingReceiver;
import dev.carillon.server.testing.RecordingReceiver.RecordedRequest;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestResponse;
import dev.carillon.server.testing.TestServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A webhook's own rules for its deliveries, beside webhooks that have none. */
class DeliveryRulesOverHttpTest {

  private static final String WEBHOOKS = "/services/admin/webhook/";

  @TempDir private static Path home;
  private static TestServer server;

  @BeforeAll
  static void start() {
    server = new TestServer(home);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void retriesFollowTheWebhooksOwnDelaysAndEndWithTheLast() {
    try (RecordingReceiver own = RecordingReceiver.answering(503);
        RecordingReceiver plain = RecordingReceiver.answering(503)) {
      String id = webhook(own, ", \"retryDelays\": [\"1s\", \"1s\"]");
      String other = webhook(plain, "");
      asset();
      Await.until("used up", () -> delivery(id).get("state").asText().equals("exhausted"));
      assertThat(own.count()).isEqualTo(3);
      assertThat(own.requests().get(1).millisAfter(own.requests().get(0))).isBetween(750.0, 5000.0);
      assertThat(delivery(other).get("state").asText()).isEqualTo("pending");
      remove(id, other);
    }
  }

  @Test
  void aStatusThatTheWebhookRetriesIsNotFinalAndTheDiagnosisOffersThat() {
    try (RecordingReceiver own = RecordingReceiver.answering(429);
        RecordingReceiver plain = RecordingReceiver.answering(429)) {
      String id = webhook(own, ", \"retriedStatuses\": [429]");
      String other = webhook(plain, "");
      asset();
      Await.until("failed", () -> delivery(other).get("state").asText().equals("exhausted"));
      assertThat(delivery(other).at("/diagnosis/nextStep").asText())
          .contains("add 429 to retriedStatuses of the webhook");
      own.now(Script.status(204));
      Await.until("delivered", () -> delivery(id).get("state").asText().equals("delivered"));
      assertThat(own.count()).isEqualTo(2);
      remove(id, other);
    }
  }

  @Test
  void itIsFailingAndDisabledByItsOwnNumbers() {
    try (RecordingReceiver soon = RecordingReceiver.answering(503);
        RecordingReceiver gone = RecordingReceiver.answering(410);
        RecordingReceiver plain = RecordingReceiver.answering(503)) {
      String one = webhook(soon, ", \"failingAfter\": 1, \"disableAfter\": 2");
      String two = webhook(gone, ", \"disableOnGone\": true");
      String other = webhook(plain, "");
      asset();
      Await.until("failing", () -> get(one).at("/health/status").asText().equals("failing"));
      Await.until("gone", () -> get(two).get("disabledReason").asText().equals("gone"));
      Await.until("disabled", () -> get(one).get("disabledReason").asText().equals("failures"));
      assertThat(get(other).get("enabled").asBoolean()).isTrue();
      assertThat(get(other).at("/health/status").asText()).isEqualTo("degraded");
      remove(one, two, other);
    }
  }

  @Test
  void aFailingWebhookThatAdaptsGetsOneRequestAtATimeAndThenItsBacklog() {
    try (RecordingReceiver receiver = RecordingReceiver.doing(slow(503))) {
      String id =
          webhook(
              receiver,
              ", \"adaptiveConcurrency\": true, \"failingAfter\": 1, \"disableAfter\": -1,"
                  + " \"retryDelays\": [\"1s\", \"1s\", \"1s\", \"1s\", \"1s\", \"1s\", \"1s\"]");
      asset();
      Await.until("failing", () -> get(id).at("/health/status").asText().equals("failing"));
      int most = receiver.thereMax();
      for (int i = 0; i < 12; i++) {
        asset();
      }
      Await.until("some came", () -> receiver.count() >= 6);
      assertThat(receiver.thereMax()).as("one at a time").isEqualTo(most).isEqualTo(1);
      receiver.now(slow(204));
      Await.until("all came", () -> delivered(id) == 13);
      assertThat(receiver.thereMax()).as("several at a time again").isGreaterThan(1);
      assertThat(receiver.requests())
          .allSatisfy(request -> assertThat(late(request) - lag(request)).isBetween(0L, 3_000L))
          .anySatisfy(request -> assertThat(late(request)).isGreaterThan(800));
      remove(id);
    }
  }

  /** By how many milliseconds the receiver is behind, as it can tell from the request alone. */
  private static long lag(RecordedRequest request) {
    return request.timestamp().toEpochMilli() - changed(request);
  }

  /** The same by the clock. */
  private static long late(RecordedRequest request) {
    return request.at().toEpochMilli() - changed(request);
  }

  private static long changed(RecordedRequest request) {
    return TestResponse.json(request.request().text()).path("timestamp").asLong();
  }

  private static Script slow(int status) {
    return (request, out, socket) -> {
      Await.pause(50);
      return Script.status(status).answer(request, out, socket);
    };
  }

  private static String webhook(RecordingReceiver receiver, String more) {
    return admin()
        .json(
            "POST",
            WEBHOOKS,
            "{\"name\": \"ring\", \"url\": \"%s\", \"eventTypes\": [\"asset_create\"]%s}"
                .formatted(receiver.url(), more))
        .ok()
        .get("id")
        .asText();
  }

  private static void asset() {
    admin().newAsset("/Demo Zone", "asset" + System.nanoTime() + ".bin");
  }

  private static JsonNode get(String id) {
    return admin().bare("GET", WEBHOOKS + id).ok();
  }

  /** The first delivery of a webhook. */
  private static JsonNode delivery(String webhook) {
    JsonNode items = admin().get("/api/deliveries", "webhook", webhook).ok().get("items");
    String id = items.get(items.size() - 1).get("id").asText();
    return admin().get("/api/deliveries/" + id).ok();
  }

  private static int delivered(String webhook) {
    return admin()
        .get("/api/deliveries", "webhook", webhook, "state", "delivered")
        .ok()
        .get("items")
        .size();
  }

  private static void remove(String... ids) {
    for (String id : ids) {
      admin().delete(WEBHOOKS + id).is(204);
    }
  }

  private static TestClient admin() {
    return server.admin();
  }
}
