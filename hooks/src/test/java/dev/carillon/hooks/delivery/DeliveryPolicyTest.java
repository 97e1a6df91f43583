package dev.carillon.hooks.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.carillon.hooks.webhook.OwnerLimits;
import java.time.Duration;
import java.util.Set;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** How a policy is made, and what it may not be. */
class DeliveryPolicyTest {

  private static final DeliveryPolicy USUAL = DeliveryPolicy.DEFAULT;

  @Test
  void eachRuleIsReplacedByItself() {
    RetrySchedule schedule = RetrySchedule.of(Duration.ofSeconds(10), Duration.ofMinutes(1));
    Function<String, OwnerLimits> limits = owner -> OwnerLimits.NONE.withMaxConcurrent(1);
    DeliveryPolicy policy =
        USUAL
            .withSchedule(schedule)
            .withRetriedClientErrors(Set.of(408, 429))
            .withDisableOnGone(true)
            .withFailuresBeforeDisable(-1)
            .withTimeout(Duration.ofSeconds(5))
            .withMaxConcurrentPerWebhook(4)
            .withOwnerLimits(limits)
            .withFailingFrom(2);
    assertThat(policy)
        .isEqualTo(
            new DeliveryPolicy(
                schedule, Set.of(408, 429), true, -1, Duration.ofSeconds(5), 4, limits, 2));
  }

  @Test
  void aScheduleOfDelaysHasOneRetryForEach() {
    RetrySchedule schedule = RetrySchedule.of(Duration.ofSeconds(10), Duration.ofMinutes(1));
    assertThat(schedule.retriesAfter(2)).isTrue();
    assertThat(schedule.retriesAfter(3)).isFalse();
    assertThat(schedule.jitter()).isEqualTo(RetrySchedule.DEFAULT.jitter());
  }

  @Test
  void whatIsNotAllowedIsNamedWithItsValue() {
    for (Duration timeout : new Duration[] {Duration.ZERO, Duration.ofMillis(600_001)}) {
      refused(
          () -> USUAL.withTimeout(timeout),
          "'timeout' must be 1 millisecond to 10 minutes, such as Duration.ofSeconds(15), but is '"
              + timeout
              + "'");
    }
    refused(
        () -> USUAL.withRetriedClientErrors(Set.of(503)),
        "'retriedClientErrors' must be 400 to 499, but is '503'");
    refused(
        () -> USUAL.withFailuresBeforeDisable(0),
        "'failuresBeforeDisable' must be at least 1, or -1 for never, but is '0'");
    refused(
        () -> USUAL.withMaxConcurrentPerWebhook(0),
        "'maxConcurrentPerWebhook' must be at least 1, but is '0'");
    refused(() -> USUAL.withFailingFrom(0), "'failingFrom' must be at least 1, but is '0'");
  }

  @Test
  void whatIsWrongInAScheduleIsNamedAllAtOnce() {
    refused(
        () -> RetrySchedule.of(Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ZERO),
        "'delays[1]' must be no shorter than the delay before it, PT5S, but is 'PT1S'; 'delays[2]'"
            + " must be longer than zero, but is 'PT0S'");
    refused(RetrySchedule::of, "'delays' must be one delay at least");
  }

  private static void refused(ThrowingCallable call, String message) {
    assertThatIllegalArgumentException().isThrownBy(call).withMessageStartingWith(message);
  }
}
