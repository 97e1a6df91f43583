package dev.carillon.hooks.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.webhook.DeliveryRules;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import dev.carillon.hooks.webhook.WebhookState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettlementTest {

  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  private static final DeliveryPolicy POLICY = DeliveryPolicy.DEFAULT;

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 204, 299})
  void a2xxDelivers(int status) {
    assertThat(settle(1, answered(status)).next()).isEqualTo(new DeliveryState.Delivered(NOW));
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 300, 301, 307, 400, 401, 404, 408, 410, 413, 425, 429, 499, 600})
  void everythingBut2xxAnd5xxIsFinal(int status) {
    assertThat(settle(1, answered(status)).next()).isEqualTo(new DeliveryState.Exhausted(NOW));
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503, 504, 599})
  void a5xxIsRetriedEightTimesAndThenExhausted(int status) {
    for (int attempt = 1; attempt <= 8; attempt++) {
      assertThat(settle(attempt, answered(status)).next())
          .isInstanceOf(DeliveryState.Pending.class);
    }
    assertThat(settle(9, answered(status)).next()).isEqualTo(new DeliveryState.Exhausted(NOW));
  }

  @ParameterizedTest
  @CsvSource({"CONNECT_REFUSED", "ANSWER_TIMEOUT", "DNS_NOT_FOUND", "TLS_EXPIRED", "RESET"})
  void noAnswerIsRetriedLikeA5xx(ErrorClass errorClass) {
    Outcome outcome = new Outcome.NoResponse(errorClass, "x");
    assertThat(settle(1, outcome).next()).isInstanceOf(DeliveryState.Pending.class);
    assertThat(settle(9, outcome).next()).isInstanceOf(DeliveryState.Exhausted.class);
  }

  @Test
  void aNamedClientErrorIsRetried() {
    DeliveryPolicy retrying =
        new DeliveryPolicy(RetrySchedule.DEFAULT, Set.of(429), false, 50, POLICY.timeout(), 16);
    assertThat(settle(1, answered(429), retrying, 1).next())
        .isInstanceOf(DeliveryState.Pending.class);
    assertThat(settle(1, answered(408), retrying, 1).next())
        .isInstanceOf(DeliveryState.Exhausted.class);
  }

  @Test
  void aWebhooksOwnDelaysReplaceThoseOfAllAndEndWithTheLast() {
    DeliveryPolicy own =
        POLICY.with(
            DeliveryRules.DEFAULT.withRetryDelays(
                List.of(Duration.ofSeconds(10), Duration.ofDays(2))));
    assertThat(dueAfter(settle(1, answered(503), own, 1))).isBetween(8_000L, 12_000L);
    assertThat(dueAfter(settle(2, answered(503), own, 1)))
        .isBetween(Duration.ofHours(38).toMillis(), Duration.ofHours(58).toMillis());
    Settlement last = settle(3, answered(503), own, 1);
    assertThat(last.next()).isEqualTo(new DeliveryState.Exhausted(NOW));
    assertThat(last.usedUp()).isTrue();
  }

  private static long dueAfter(Settlement settled) {
    return Duration.between(NOW, ((DeliveryState.Pending) settled.next()).dueAt()).toMillis();
  }

  @Test
  void statusesThatAWebhookRetriesAreAddedToThoseOfAll() {
    DeliveryPolicy all =
        new DeliveryPolicy(RetrySchedule.DEFAULT, Set.of(425), false, 50, POLICY.timeout(), 16);
    DeliveryPolicy own = all.with(DeliveryRules.DEFAULT.withRetriedStatuses(Set.of(429)));
    for (int status : new int[] {425, 429}) {
      assertThat(settle(1, answered(status), own, 1).next())
          .isInstanceOf(DeliveryState.Pending.class);
    }
    assertThat(settle(1, answered(408), own, 1).next()).isInstanceOf(DeliveryState.Exhausted.class);
    assertThat(settle(1, busy(429, "60"), own, 1).heldUntil()).isEqualTo(NOW.plusSeconds(60));
  }

  @ParameterizedTest
  @CsvSource({
    // the webhook's number, failures in 10 seconds, whether they disable it
    "0, 49, false",
    "0, 50, true",
    "3, 2, false",
    "3, 3, true",
    "-1, 1000, false",
    "100, 99, false",
    "100, 100, true",
  })
  void aWebhooksOwnNumberOfFailuresDisablesIt(int own, int failures, boolean disabled) {
    DeliveryPolicy policy = POLICY.with(DeliveryRules.DEFAULT.withDisableAfter(own));
    assertThat(settle(1, answered(500), policy, failures).disabled().isPresent())
        .isEqualTo(disabled);
  }

  @ParameterizedTest
  @CsvSource(
      value = {
        // what all say, what the webhook says, whether 410 disables it
        "false, null, false",
        "true, null, true",
        "false, true, true",
        "true, false, false",
      },
      nullValues = "null")
  void aWebhookSaysItselfWhetherGoneDisablesIt(
      boolean all, @Nullable Boolean own, boolean disabled) {
    DeliveryPolicy policy =
        new DeliveryPolicy(RetrySchedule.DEFAULT, Set.of(), all, -1, POLICY.timeout(), 16)
            .with(DeliveryRules.DEFAULT.withDisableOnGone(own));
    assertThat(settle(1, answered(410), policy, 1).disabled().isPresent()).isEqualTo(disabled);
  }

  @Test
  void aWebhookIsShownAsFailingAfterItsOwnNumberOfFailuresInARow() {
    DeliveryPolicy policy = POLICY.with(DeliveryRules.DEFAULT.withFailingAfter(2));
    Settlement first = settle(1, answered(500), policy, 1);
    assertThat(first.health().status()).isEqualTo(WebhookHealth.Status.DEGRADED);
    WebhookHealth one = WebhookHealth.NONE.afterFailure(NOW, "HTTP 500", false);
    assertThat(first.among(one, 2).health().status())
        .as("with a failure on another node")
        .isEqualTo(WebhookHealth.Status.FAILING);
    assertThat(settle(1, answered(500)).among(one, 2).health().status())
        .isEqualTo(WebhookHealth.Status.DEGRADED);
  }

  @ParameterizedTest
  @CsvSource({
    // asked, seconds
    "120, 120",
    "1, 1",
    "86399, 86399",
    "86400, 86400",
    "86401, 86400",
    "'Thu, 26 Nov 2026 12:00:00 GMT', 86400",
    "'Wed, 25 Nov 2026 12:00:00 GMT', 0",
    "0, 0",
    "-5, 0",
    "junk, 0",
    "1000000000000, 86400",
    "99999999999999999999999, 86400",
    "'Wed, 25 Nov 2026 12:10:00 GMT', 600",
    "'Wed, 25 Nov 2020 12:10:00 GMT', 0",
    "'Mon, 25 Nov 2030 12:10:00 GMT', 86400",
  })
  void retryAfterHoldsTheWebhookWithinLimitsAndLeavesThePlanAsItIs(String asked, long seconds) {
    Settlement settled = settle(1, busy(503, asked));
    assertThat(settled.holds()).isEqualTo(seconds > 0);
    assertThat(settled.heldUntil())
        .isEqualTo(seconds == 0 ? Instant.EPOCH : NOW.plusSeconds(seconds));
    Instant dueAt = ((DeliveryState.Pending) settled.next()).dueAt();
    assertThat(dueAt).isBetween(NOW.plusMillis(800), NOW.plusMillis(1200));
  }

  @Test
  void theLastAttemptOfADeliveryHoldsTheWebhookToo() {
    Settlement last = settle(9, busy(503, "60"));
    assertThat(last.next()).isInstanceOf(DeliveryState.Exhausted.class);
    assertThat(last.heldUntil()).isEqualTo(NOW.plusSeconds(60));
  }

  @Test
  void tooManyRequestsHoldsTheWebhookOnlyWhereThatIsRetried() {
    DeliveryPolicy retrying =
        new DeliveryPolicy(RetrySchedule.DEFAULT, Set.of(429), false, 50, POLICY.timeout(), 16);
    assertThat(settle(1, busy(429, "60"), retrying, 1).heldUntil()).isEqualTo(NOW.plusSeconds(60));
    assertThat(settle(1, busy(429, "60")).holds()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 404, 500, 502, 504})
  void retryAfterOfAnotherStatusIsIgnored(int status) {
    Outcome outcome = busy(status, "600");
    assertThat(settle(1, outcome).holds()).isFalse();
  }

  @Test
  void theNthFailureInTheWindowDisables() {
    assertThat(settle(1, answered(500), POLICY, 49).disabled()).isEmpty();
    assertThat(settle(1, answered(400), POLICY, 50).disabled())
        .hasValueSatisfying(
            disabled -> {
              assertThat(disabled.reason()).isEqualTo(WebhookState.Reason.FAILURES);
              assertThat(disabled.detail())
                  .isEqualTo("50 failed attempts within 10 s, the last: HTTP 400");
            });
  }

  @Test
  void minusOneNeverDisables() {
    DeliveryPolicy never =
        new DeliveryPolicy(RetrySchedule.DEFAULT, Set.of(), false, -1, POLICY.timeout(), 16);
    assertThat(settle(1, answered(500), never, 1_000_000).disabled()).isEmpty();
  }

  @Test
  void goneDisablesOnlyWhereAskedTo() {
    DeliveryPolicy disabling =
        new DeliveryPolicy(RetrySchedule.DEFAULT, Set.of(), true, -1, POLICY.timeout(), 16);
    assertThat(settle(1, answered(410)).disabled()).isEmpty();
    assertThat(settle(1, answered(410), disabling, 1).disabled())
        .hasValueSatisfying(
            state -> assertThat(state.reason()).isEqualTo(WebhookState.Reason.GONE));
  }

  @Test
  void retriesInVainMakeTheWebhookFailAndAFinalRefusalDoesNot() {
    assertThat(settle(1, answered(500)).health().status()).isEqualTo(WebhookHealth.Status.DEGRADED);
    assertThat(settle(9, answered(500)).health().status()).isEqualTo(WebhookHealth.Status.FAILING);
    assertThat(settle(1, answered(404)).health().status()).isEqualTo(WebhookHealth.Status.DEGRADED);
    assertThat(settle(9, answered(404)).health().status()).isEqualTo(WebhookHealth.Status.DEGRADED);
  }

  private static Outcome answered(int status) {
    ReceiverResponse response = ReceiverResponse.of(status);
    return response.success() ? new Outcome.Accepted(response) : new Outcome.Rejected(response);
  }

  private static Outcome busy(int status, String retryAfter) {
    List<Header> headers = List.of(new Header("retry-after", retryAfter));
    ReceiverResponse response = new ReceiverResponse(status, headers, "", 0, false);
    return response.success() ? new Outcome.Accepted(response) : new Outcome.Rejected(response);
  }

  private static Settlement settle(int attempt, Outcome outcome) {
    return settle(attempt, outcome, POLICY, 1);
  }

  private static Settlement settle(
      int attempt, Outcome outcome, DeliveryPolicy policy, int failures) {
    Delivery delivery =
        new Delivery(
            Delivery.Id.random(),
            1,
            Webhook.Id.random(),
            Event.Id.at(Instant.EPOCH),
            new EventType("asset_create"),
            "subject",
            attempt - 1,
            new DeliveryState.Pending(NOW),
            NOW);
    Attempt made = new Attempt(attempt, NOW, Duration.ZERO, outcome);
    return Settlement.of(
        delivery, made, policy, WebhookHealth.NONE, failures, NOW, new Random(attempt));
  }
}
