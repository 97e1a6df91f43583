package dev.carillon.server.contract;

import static dev.carillon.server.contract.Evidence.CONFIRMED;
import static dev.carillon.server.contract.Evidence.OURS;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.contracts.Received;
import dev.carillon.hooks.contracts.ScriptedReceiver.Script;
import dev.carillon.server.testing.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** What becomes of a delivery. */
@Title("Webhooks: delivery")
final class WebhookDeliveryContract extends DeliveryPart {

  private static final String AT_LEAST_ONCE = "delivery";

  private static Script response(String head, String body) {
    return Script.bytes(
        head + "\r\nConnection: close\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
  }

  @Row(
      call = AT_LEAST_ONCE,
      holds = "has an id that never changes; a retry has the same id and the same body",
      evidence = OURS)
  void sameIdSameBody() {
    try (Subscriber subscriber = subscriber(statuses(500, 204), "asset_create")) {
      plain("a.bin");
      Received first = subscriber.request();
      Received second = subscriber.request();
      assertThat(second.header("webhook-id")).isEqualTo(first.header("webhook-id"));
      assertThat(second.text()).isEqualTo(first.text());
      assertThat(second.header("X-Hook-Attempt")).hasValue("2");
    }
  }

  @Row(call = "2xx", holds = "the delivery is delivered", evidence = CONFIRMED)
  void accepted() {
    for (int status : new int[] {200, 202, 204}) {
      try (Subscriber subscriber = subscriber(Script.status(status), "asset_create")) {
        plain(status + ".bin");
        assertThat(delivery(subscriber, "delivered").path("attempts").asInt()).isEqualTo(1);
      }
    }
  }

  @Row(call = "5xx", holds = "the delivery is retried until a 2xx", evidence = CONFIRMED)
  void retried() {
    try (Subscriber subscriber = subscriber(statuses(500, 503, 599, 204), "asset_create")) {
      plain("a.bin");
      assertThat(delivery(subscriber, "delivered").path("attempts").asInt()).isEqualTo(4);
    }
  }

  @Row(
      call = "`webHooksRetryMaximumAttempts`",
      holds = "is 8 by default: a delivery is retried at most this often after a 5xx",
      evidence = CONFIRMED)
  void maximumAttempts() {
    assertThat(property("webHooksRetryMaximumAttempts")).isEqualTo("8");
    try (Subscriber subscriber = subscriber(Script.status(500), "asset_create")) {
      plain("a.bin");
      assertThat(delivery(subscriber, "exhausted").path("attempts").asInt()).isEqualTo(9);
    }
  }

  @Row(
      call = "`webHooksRetryDelays`",
      holds =
          "is `1s,5s,30s,2m,10m,30m,1h,2h` by default; delays must not decrease, equal delays are"
              + " allowed",
      evidence = OURS)
  void retryDelays() {
    assertThat(property("webHooksRetryDelays")).isEqualTo("1s,5s,30s,2m,10m,30m,1h,2h");
    String path = "/api/properties/webHooksRetryDelays";
    json("PUT", path, "{\"value\":\"5s,1s\"}").is(400);
    server.with("webHooksRetryDelays", "100ms,100ms", () -> {});
  }

  @Row(
      call = "`webHooksRetryDelays`",
      holds = "if there are more retries than delays, each further delay is twice the one before",
      evidence = OURS)
  void delaysBeyondTheList() {
    server.with(
        "webHooksRetryDelays",
        "200ms",
        () -> {
          try (Subscriber subscriber = subscriber(statuses(500, 500, 500, 204), "asset_create")) {
            plain("a.bin");
            List<Long> times = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
              subscriber.request();
              times.add(System.nanoTime() / 1_000_000);
            }
            assertThat(times.get(3) - times.get(0))
                .as("200 + 400 + 800 ms, less 20 %")
                .isGreaterThan(1000);
          }
        });
  }

  @Row(
      call = "4xx",
      holds = "the delivery is not retried; the delivery log has the body of the response",
      evidence = CONFIRMED)
  void rejected() {
    Script script = response("HTTP/1.1 422 No", "what was wrong");
    try (Subscriber subscriber = subscriber(script, "asset_create")) {
      plain("a.bin");
      JsonNode delivery = delivery(subscriber, "exhausted");
      assertThat(delivery.path("attempts").asInt()).isEqualTo(1);
      assertThat(delivery.at("/attemptList/0/answer/body").asText()).isEqualTo("what was wrong");
    }
  }

  @Row(
      call = "`webHooksRetriedClientErrors`",
      holds = "is empty by default; lists 4xx codes after which a delivery is retried",
      evidence = OURS)
  void retriedClientErrors() {
    assertThat(property("webHooksRetriedClientErrors")).isEmpty();
    server.with(
        "webHooksRetriedClientErrors",
        "429",
        () -> {
          try (Subscriber subscriber = subscriber(statuses(429, 204), "asset_create")) {
            plain("a.bin");
            delivery(subscriber, "delivered");
          }
        });
  }

  @Row(
      call = "a delivery without retries left",
      holds = "the delivery has failed (state `exhausted`), and the webhook's health is failing",
      evidence = CONFIRMED)
  void usedUp() {
    server.with(
        "webHooksRetryMaximumAttempts",
        "1",
        () -> {
          try (Subscriber subscriber = subscriber(Script.status(500), "asset_create")) {
            plain("a.bin");
            assertThat(delivery(subscriber, "exhausted").path("attempts").asInt()).isEqualTo(2);
            assertThat(get(subscriber.path()).json().at("/health/status").asText())
                .isEqualTo("failing");
          }
        });
  }

  @Row(
      call = "3xx",
      holds = "is not followed, and the delivery is not retried; `Location` is kept as a hint",
      evidence = OURS)
  void redirects() {
    try (Subscriber other = subscriber("")) {
      Script script = response("HTTP/1.1 307 Over there\r\nLocation: " + other.url(), "");
      try (Subscriber subscriber = subscriber(script, "asset_create")) {
        plain("a.bin");
        JsonNode delivery = delivery(subscriber, "exhausted");
        assertThat(delivery.path("attempts").asInt()).isEqualTo(1);
        assertThat(delivery.path("lastError").asText()).isEqualTo("redirect");
        assertThat(delivery.toString()).contains(other.url());
        assertThat(other.waiting()).isZero();
      }
    }
  }

  @Row(
      call = "timeout, refused, reset, DNS, TLS",
      holds = "the delivery is retried as after a 5xx; each has an error class of its own",
      evidence = OURS)
  void unreachable() {
    AtomicInteger next = new AtomicInteger();
    Script script =
        (request, out, socket) ->
            next.getAndIncrement() > 0 && Script.status(204).answer(request, out, socket);
    try (Subscriber subscriber = subscriber(script, "asset_create")) {
      plain("a.bin");
      JsonNode delivery = delivery(subscriber, "delivered");
      assertThat(delivery.path("attempts").asInt()).isEqualTo(2);
      assertThat(delivery.toString()).contains("\"errorClass\":\"closed_early\"");
    }
  }

  @Row(
      call = "503 with `Retry-After`",
      holds = "is honoured, and holds the whole webhook: new events wait too",
      evidence = OURS)
  void retryAfter() {
    Script script = response("HTTP/1.1 503 Later\r\nRetry-After: 3600", "");
    try (Subscriber subscriber = subscriber(script, "asset_create")) {
      plain("a.bin");
      subscriber.request();
      Await.until(
          "heldUntil is shown",
          () -> get(subscriber.path()).json().at("/health/heldUntil").isTextual());
      plain("b.bin");
      Await.until("both wait", () -> reasons(held(subscriber)).equals(List.of("held", "held")));
      assertThat(subscriber.waiting()).isZero();
    }
  }

  private JsonNode held(Subscriber subscriber) {
    return get("/api/deliveries", "webhook", subscriber.id()).is(200).json().path("items");
  }

  private static List<String> reasons(JsonNode items) {
    return items.findValuesAsText("reason");
  }

  @Row(
      call = "`webHooksTimeoutSeconds`",
      holds = "is 15 by default: the timeout of the whole attempt",
      evidence = OURS)
  void deadline() {
    assertThat(property("webHooksTimeoutSeconds")).isEqualTo("15");
    AtomicInteger next = new AtomicInteger();
    Script script =
        (request, out, socket) -> {
          if (next.getAndIncrement() == 0) {
            out.write("HTTP/1.1 20".getBytes(ISO_8859_1));
            socket.getInputStream().read();
            return false;
          }
          return Script.status(204).answer(request, out, socket);
        };
    try (Subscriber subscriber = subscriber(script, "asset_create", "\"timeoutSeconds\":1")) {
      plain("a.bin");
      assertThat(delivery(subscriber, "delivered").toString()).contains("answer_timeout");
    }
  }

  @Row(
      call = "the response of a receiver",
      holds = "is read up to 64 kB and kept up to 20 kB",
      evidence = OURS)
  void longResponses() {
    Script script = response("HTTP/1.1 400 No", "x".repeat(50_000));
    try (Subscriber subscriber = subscriber(script, "asset_create")) {
      plain("a.bin");
      JsonNode answer = delivery(subscriber, "exhausted").at("/attemptList/0/answer");
      assertThat(answer.path("body").asText().length()).isBetween(10_000, 20_480);
      assertThat(answer.path("cut").asBoolean()).isTrue();
    }
  }

  @Row(
      call = "`webHooksMaxConcurrentPerWebhook`",
      holds = "is 16 by default; a slow or dead webhook never delays another webhook",
      evidence = OURS)
  void neighbours() {
    assertThat(property("webHooksMaxConcurrentPerWebhook")).isEqualTo("16");
    Script hangs =
        (request, out, socket) -> {
          socket.getInputStream().read();
          return false;
        };
    try (Subscriber slow = subscriber(hangs, "asset_create", "\"timeoutSeconds\":60");
        Subscriber quick = subscriber("asset_create")) {
      for (int i = 0; i < 3; i++) {
        String id = plain(i + ".bin");
        assertThat(quick.event().path("assetId").asText()).isEqualTo(id);
      }
      slow.request();
    }
  }

  @Row(
      call = "`ordering: \"asset\"`",
      holds = "events of one asset are sent in order; only that asset waits for a retry",
      evidence = OURS)
  void ordering() {
    String[] fields = {"\"ordering\":\"asset\"", "\"metadataToReturn\":[\"title\"]"};
    String one = plain("a.bin");
    String two = plain("b.bin");
    try (Subscriber subscriber = subscriber(statuses(500, 204), "asset_update_metadata", fields)) {
      post("/services/update", "id", one, "title", "first").is(200);
      subscriber.request();
      post("/services/update", "id", one, "title", "second").is(200);
      post("/services/update", "id", two, "title", "other").is(200);
      List<String> titles = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        titles.add(subscriber.event().at("/metadata/title").asText());
      }
      assertThat(titles).containsSubsequence("first", "second").contains("other");
    }
  }

  @Row(
      call = "cluster properties of webhooks",
      holds =
          "are `webHooksAllowedNetworks` (empty), `webHooksRequireHttps` (false),"
              + " `webHooksRetentionDays` (30), `returnStatusOkOnErrorForServicesApi` (false)",
      evidence = OURS)
  void properties() {
    assertThat(property("webHooksAllowedNetworks")).isEmpty();
    assertThat(property("webHooksRequireHttps")).isEqualTo("false");
    assertThat(property("webHooksRetentionDays")).isEqualTo("30");
    assertThat(property("returnStatusOkOnErrorForServicesApi")).isEqualTo("false");
  }

  @Row(
      call = "`webHooksAllowedNetworks`",
      holds = "loopback is allowed in a server that listens on loopback only",
      evidence = OURS)
  void loopback() {
    try (Subscriber subscriber = subscriber("")) {
      assertThat(subscriber.url()).startsWith("http://127.0.0.1");
    }
  }
}
