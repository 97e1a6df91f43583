package dev.carillon.server.webhooks.registration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.webhook.Secret;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookState;
import dev.carillon.server.webhooks.registration.Admin.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The calls that act on a webhook: rolling its secret, disabling and enabling it. */
class WebhookActionsTest {

  private final FakeWebhooks store = new FakeWebhooks();
  private final FakeDeliveries deliveries = new FakeDeliveries();
  private final Admin admin = new Admin(store, deliveries);

  @ParameterizedTest
  @CsvSource({
    "/generate-token, {}, 0",
    "generate-token, {}, 0",
    "/generate-token/, {}, 0",
    "generate-token/, {}, 0",
    "/generate-token, , 0",
    "generate-token, , 0",
    "/generate-token, {'overlapHours':0}, 0",
    "/generate-token, {'overlapHours':24}, 24",
    "generate-token, {'overlapHours':168}, 168",
    "/generate-token, {'overlapHours':null}, 0",
    "/generate-token, {'other':true}, 0",
  })
  void aRollAnswersANewTokenAndKeepsTheOldOneForTheOverlap(
      String spelling, String body, int hours) {
    ObjectNode before = admin.created();
    String path = "/" + before.get("id").asText() + spelling;

    ObjectNode after =
        (ObjectNode)
            (body == null ? admin.send("POST", path) : admin.send("POST", path, body)).expect(200);

    String old = before.remove("secretToken").asText();
    String token = after.remove("secretToken").asText();
    assertThat(token).isNotEqualTo(old);
    Instant end = admin.now.plus(Duration.ofHours(hours));
    assertThat(before.remove("secretOverlapUntil").isNull()).isTrue();
    assertThat(after.remove("secretOverlapUntil").asText("null"))
        .isEqualTo(hours == 0 ? "null" : end.toString());
    assertThat(after).isEqualTo(before);
    Secret secret = only().secret();
    assertThat(secret.tokensAt(end)).containsExactly(token);
    assertThat(secret.tokensAt(end.minusMillis(1)))
        .isEqualTo(hours == 0 ? List.of(token) : List.of(token, old));
  }

  @Test
  void aFurtherRollEndsTheOlderOverlap() {
    ObjectNode created = admin.created();
    String path = "/" + created.get("id").asText() + "/generate-token";

    JsonNode second = admin.send("POST", path, "{'overlapHours':168}").expect(200);
    JsonNode third = admin.send("POST", path, "{'overlapHours':1}").expect(200);
    assertThat(only().secret().tokensAt(admin.now))
        .containsExactly(third.get("secretToken").asText(), second.get("secretToken").asText());

    JsonNode fourth = admin.send("POST", path).expect(200);
    assertThat(only().secret().tokensAt(admin.now))
        .containsExactly(fourth.get("secretToken").asText());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'overlapHours':-1}",
        "{'overlapHours':169}",
        "{'overlapHours':1.5}",
        "{'overlapHours':'24'}",
        "{'overlapHours':true}",
        "{'overlapHours':[1]}",
        "{'overlapHours':1e99}",
        "[]",
        "24"
      })
  void aWrongOverlapRollsNothing(String body) {
    String path = "/" + admin.created().get("id").asText() + "/generate-token";
    Webhook before = only();

    Answer answer = admin.send("POST", path, body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(only()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "POST"})
  void disablingAndEnablingAnswerTheObject(String method) {
    ObjectNode created = admin.created();
    String path = "/" + created.get("id").asText();
    deliveries.counts.put(only().id(), Map.of("missed", 3L, "pending", 2L));

    JsonNode disabled = admin.send(method, path + "/disable").expect(200);
    assertThat(disabled.get("enabled").asBoolean()).isFalse();
    assertThat(disabled.get("disabledReason").asText()).isEqualTo("manual");
    assertThat(disabled.get("disabledAt").asText()).isEqualTo("2026-11-25T10:00:00.123Z");
    assertThat(disabled.get("health").get("missed").asLong()).isEqualTo(3);

    assertThat(admin.send(method, path + "/enable").expect(200)).isEqualTo(created);
    assertThat(deliveries.counts(only().id())).containsEntry("pending", 2L);
  }

  @Test
  void whatIsDisabledAlreadyKeepsItsReasonAndTime() {
    String path = "/" + admin.created().get("id").asText();
    WebhookState.Disabled automatic =
        new WebhookState.Disabled(
            Instant.parse("2026-01-01T00:00:00Z"), WebhookState.Reason.FAILURES, "refused");
    store.change(only().id(), webhook -> webhook.in(automatic));

    JsonNode answer = admin.send("PUT", path + "/disable").expect(200);
    admin.send("POST", path, "{'enabled':false}").expect(200);

    assertThat(answer.get("disabledReason").asText()).isEqualTo("failures");
    assertThat(only().state()).isEqualTo(automatic);
    admin.send("POST", path, "{'enabled':true}").expect(200);
    assertThat(only().enabled()).isTrue();
  }

  @Test
  void waitingRetriesAreCancelledOnRequestBeforeTheWebhookIsEnabled() {
    String path = "/" + admin.created().get("id").asText();
    Webhook.Id id = only().id();
    admin.send("PUT", path + "/disable").expect(200);
    deliveries.counts.put(id, Map.of("pending", 2L));
    List<Boolean> enabledWhenCancelled = new ArrayList<>();
    deliveries.cancelling = which -> enabledWhenCancelled.add(only().enabled());

    admin.send("PUT", path + "/enable", "{'pendingRetries':'cancel'}").expect(200);

    assertThat(enabledWhenCancelled).containsExactly(false);
    assertThat(deliveries.cancelledAt).as("by the clock of deliveries").isEqualTo(admin.engineNow);
    assertThat(deliveries.counts(id)).isEmpty();
    admin.send("PUT", path + "/enable", "{'pendingRetries':'cancel'}").expect(200);
    assertThat(enabledWhenCancelled).as("an enabled one has nothing on hold").hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'pendingRetries':'drop'}",
        "{'pendingRetries':1}",
        "{'pendingRetries':''}",
        "[]"
      })
  void aWrongWishForWaitingRetriesEnablesNothing(String body) {
    String path = "/" + admin.created().get("id").asText();
    admin.send("PUT", path + "/disable").expect(200);

    assertThat(admin.send("PUT", path + "/enable", body).status()).isEqualTo(400);
    assertThat(only().enabled()).isFalse();
  }

  private Webhook only() {
    assertThat(store.stored).hasSize(1);
    return store.stored.values().iterator().next();
  }
}
