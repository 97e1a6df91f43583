package dev.carillon.server.contract;

import static dev.carillon.server.contract.Evidence.CONFIRMED;
import static dev.carillon.server.contract.Evidence.OURS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.contracts.ScriptedReceiver.Script;
import dev.carillon.server.testing.Await;

/** What becomes of deliveries whose webhook is disabled or removed. */
@Title("Webhooks: disabling and removal")
final class WebhookDisablingContract extends DeliveryPart {

  private static final String DISABLED = "a disabled webhook";

  @Row(
      call = "`webHooksDisableOnGone`",
      holds = "is false by default; with true, 410 disables the webhook with the reason `gone`",
      evidence = OURS)
  void gone() {
    assertThat(property("webHooksDisableOnGone")).isEqualTo("false");
    server.with(
        "webHooksDisableOnGone",
        "true",
        () -> {
          try (Subscriber subscriber = subscriber(Script.status(410), "asset_create")) {
            plain("a.bin");
            delivery(subscriber, "exhausted");
            assertThat(disabled(subscriber).path("disabledReason").asText()).isEqualTo("gone");
          }
        });
  }

  private JsonNode disabled(Subscriber subscriber) {
    Await.until("disabled", () -> !webhook(subscriber).path("enabled").asBoolean());
    return webhook(subscriber);
  }

  private JsonNode webhook(Subscriber subscriber) {
    return get(subscriber.path()).is(200).json();
  }

  @Row(
      call = "`webHooksFailuresBeforeDisable`",
      holds = "the n-th failed attempt within 10 seconds disables the webhook; `-1` means never",
      evidence = CONFIRMED)
  void automaticDisabling() {
    assertThat(property("webHooksFailuresBeforeDisable")).isEqualTo("50");
    server.with(
        "webHooksFailuresBeforeDisable",
        "3",
        () -> {
          try (Subscriber subscriber = subscriber(Script.status(500), "asset_create")) {
            plain("a.bin");
            JsonNode webhook = disabled(subscriber);
            assertThat(webhook.path("disabledReason").asText()).isEqualTo("failures");
            assertThat(webhook.path("disabledAt").isTextual()).isTrue();
          }
        });
    server.with("webHooksFailuresBeforeDisable", "-1", () -> {});
  }

  @Row(
      call = DISABLED,
      holds =
          "gets no delivery: redeliveries are 409, and so are tests that do not ask for it, and the"
              + " error says that the webhook must be enabled",
      evidence = CONFIRMED)
  void nothingIsSent() {
    try (Subscriber subscriber = subscriber("asset_create")) {
      plain("a.bin");
      JsonNode delivery = delivery(subscriber, "delivered");
      subscriber.request();
      json("PUT", subscriber.path() + "/disable", "").is(200);
      String tests = "/api/webhooks/" + subscriber.id() + "/tests";
      assertThat(json("POST", tests, "{\"eventType\":\"ping\"}").is(409).text())
          .containsIgnoringCase("enable");
      String again = "/api/deliveries/" + delivery.path("id").asText() + "/redeliveries";
      json("POST", again, "").is(409);
      plain("b.bin");
      assertThat(subscriber.waiting()).isZero();
    }
  }

  @Row(
      call = DISABLED,
      holds = "pending retries are held, and continue when the webhook is enabled",
      evidence = OURS)
  void heldRetries() {
    server.with(
        "webHooksRetryDelays",
        "1s",
        () -> {
          try (Subscriber subscriber = subscriber(statuses(500, 204), "asset_create")) {
            plain("a.bin");
            subscriber.request();
            json("PUT", subscriber.path() + "/disable", "").is(200);
            assertThat(delivery(subscriber, "pending").at("/waitingFor/reason").asText())
                .isEqualTo("disabled");
            json("PUT", subscriber.path() + "/enable", "").is(200);
            delivery(subscriber, "delivered");
          }
        });
  }

  @Row(
      call = DISABLED,
      holds =
          "enabling does not send the events of the meantime; they stay in the log as missed, and"
              + " one request sends all of them",
      evidence = OURS)
  void missed() {
    try (Subscriber subscriber = subscriber("asset_create")) {
      json("PUT", subscriber.path() + "/disable", "").is(200);
      String one = plain("a.bin");
      json("PUT", subscriber.path() + "/enable", "").is(200);
      String two = plain("b.bin");
      assertThat(subscriber.event().path("assetId").asText()).isEqualTo(two);
      String since = "{\"since\":\"2020-01-01T00:00:00Z\"}";
      assertThat(json("POST", subscriber.path() + "/recover", since).is(200).text())
          .isEqualTo("{\"recovered\":1}");
      assertThat(subscriber.event().path("assetId").asText()).isEqualTo(one);
    }
  }

  @Row(
      call = "`DELETE …/<id>`",
      holds = "cancels the pending deliveries of that webhook; no attempt starts after that",
      evidence = CONFIRMED)
  void removal() {
    server.with(
        "webHooksRetryDelays",
        "1s",
        () -> {
          try (Subscriber subscriber = subscriber(Script.status(500), "asset_create")) {
            plain("a.bin");
            subscriber.request();
            json("DELETE", subscriber.path(), "").is(204);
            delivery(subscriber, "cancelled");
            assertThat(subscriber.waiting()).isZero();
          }
        });
  }
}
