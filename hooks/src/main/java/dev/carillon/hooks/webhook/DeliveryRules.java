package dev.carillon.hooks.webhook;

import dev.carillon.hooks.validation.Violations;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How one webhook wants its deliveries to be retried, and what becomes of it when they fail. What
 * is not set is as the policy for all webhooks says.
 *
 * @param retryDelays the wait before the first retry, the second, …, and no retry after the last:
 *     at most {@value #DELAYS_MAX}, each {@link #DELAY_MIN} to {@link #DELAY_MAX} in whole
 *     milliseconds, none shorter than the one before; empty = as the policy says
 * @param retriedStatuses responses that are retried like a 5xx, 400–499, beside those of the policy
 * @param failingAfter failures in a row until the webhook is shown as failing, 1–{@value
 *     #FAILING_AFTER_MAX}; 0 = as the policy says
 * @param disableAfter failed attempts within 10 seconds that disable it, 1–{@value
 *     #DISABLE_AFTER_MAX}; -1 = never; 0 = as the policy says
 * @param disableOnGone whether 410 disables it; null = as the policy says
 * @param adaptiveConcurrency whether it gets one request at a time while it fails, and after that
 *     twice as many with each round that succeeds, up to its limit
 * @param recoverAutomatically whether it is called again after failures have disabled it, and
 *     enabled once it responds with success
 */
@SuppressWarnings("exports") // programs compile without the annotation for null
public record DeliveryRules(
    List<Duration> retryDelays,
    Set<Integer> retriedStatuses,
    int failingAfter,
    int disableAfter,
    @Nullable Boolean disableOnGone,
    boolean adaptiveConcurrency,
    boolean recoverAutomatically) {

  /** The most delays of a schedule. */
  public static final int DELAYS_MAX = 20;

  /** The shortest delay. */
  public static final Duration DELAY_MIN = Duration.ofSeconds(1);

  /** The longest delay. */
  public static final Duration DELAY_MAX = Duration.ofDays(2);

  /** The largest number of failures in a row. */
  public static final int FAILING_AFTER_MAX = 1000;

  /** The largest number of failed attempts within 10 seconds. */
  public static final int DISABLE_AFTER_MAX = 1_000_000;

  /** Stands for "never" in {@link #disableAfter}. */
  public static final int NEVER = -1;

  /** Everything as the policy for all webhooks says. */
  public static final DeliveryRules DEFAULT =
      new DeliveryRules(List.of(), Set.of(), 0, 0, null, false, false);

  /**
   * These rules.
   *
   * @throws dev.carillon.hooks.validation.ValidationException naming all that are not allowed
   */
  public DeliveryRules {
    retryDelays = List.copyOf(retryDelays);
    retriedStatuses = Set.copyOf(retriedStatuses);
    Violations violations = new Violations();
    delays(retryDelays, violations);
    for (int status : new TreeSet<>(retriedStatuses)) {
      violations.number("retriedStatuses", status, 400, 499);
    }
    violations
        .number("failingAfter", failingAfter, 0, FAILING_AFTER_MAX)
        .number("disableAfter", disableAfter, NEVER, DISABLE_AFTER_MAX)
        .check();
  }

  private static void delays(List<Duration> delays, Violations violations) {
    violations.count("retryDelays", delays.size(), DELAYS_MAX, "delays");
    Duration before = DELAY_MIN;
    for (int i = 0; i < Math.min(delays.size(), DELAYS_MAX); i++) {
      Duration delay = delays.get(i);
      String field = "retryDelays[" + i + "]";
      if (delay.compareTo(DELAY_MIN) < 0 || delay.compareTo(DELAY_MAX) > 0) {
        violations.add(field, text(delay), "a delay from 1s to 48h");
      } else if (delay.compareTo(before) < 0) {
        violations.add(field, text(delay), "no shorter than the delay before it, " + text(before));
      } else if (delay.toNanosPart() % 1_000_000 != 0) {
        violations.add(field, text(delay), "a delay in whole milliseconds");
      }
      before = delay;
    }
  }

  /** A delay as people write it, such as {@code 500ms}, {@code 90s}, {@code 5m} or {@code 48h}. */
  public static String text(Duration delay) {
    if (delay.toNanosPart() != 0) {
      return delay.compareTo(Duration.ofDays(1)) < 0 && delay.toNanosPart() % 1_000_000 == 0
          ? delay.toMillis() + "ms"
          : delay.toString();
    }
    long seconds = delay.toSeconds();
    if (seconds == 0 || seconds % 60 != 0) {
      return seconds + "s";
    }
    return seconds % 3600 == 0 ? seconds / 3600 + "h" : seconds / 60 + "m";
  }

  /** The same rules with this schedule; empty = as the policy says. */
  public DeliveryRules withRetryDelays(List<Duration> delays) {
    return new DeliveryRules(
        delays,
        retriedStatuses,
        failingAfter,
        disableAfter,
        disableOnGone,
        adaptiveConcurrency,
        recoverAutomatically);
  }

  /** The same rules with these statuses retried, beside those of the policy. */
  public DeliveryRules withRetriedStatuses(Set<Integer> statuses) {
    return new DeliveryRules(
        retryDelays,
        statuses,
        failingAfter,
        disableAfter,
        disableOnGone,
        adaptiveConcurrency,
        recoverAutomatically);
  }

  /** The same rules with this number of failures in a row; 0 = as the policy says. */
  public DeliveryRules withFailingAfter(int failures) {
    return new DeliveryRules(
        retryDelays,
        retriedStatuses,
        failures,
        disableAfter,
        disableOnGone,
        adaptiveConcurrency,
        recoverAutomatically);
  }

  /** The same rules with this number of failed attempts; 0 = as the policy says, -1 = never. */
  public DeliveryRules withDisableAfter(int failures) {
    return new DeliveryRules(
        retryDelays,
        retriedStatuses,
        failingAfter,
        failures,
        disableOnGone,
        adaptiveConcurrency,
        recoverAutomatically);
  }

  /** The same rules; null = as the policy says. */
  public DeliveryRules withDisableOnGone(@Nullable Boolean disables) {
    return new DeliveryRules(
        retryDelays,
        retriedStatuses,
        failingAfter,
        disableAfter,
        disables,
        adaptiveConcurrency,
        recoverAutomatically);
  }

  /** The same rules with or without concurrency that follows what succeeds. */
  public DeliveryRules withAdaptiveConcurrency(boolean adapts) {
    return new DeliveryRules(
        retryDelays,
        retriedStatuses,
        failingAfter,
        disableAfter,
        disableOnGone,
        adapts,
        recoverAutomatically);
  }

  /** The same rules with or without recovery after failures disabled it. */
  public DeliveryRules withRecoverAutomatically(boolean recovers) {
    return new DeliveryRules(
        retryDelays,
        retriedStatuses,
        failingAfter,
        disableAfter,
        disableOnGone,
        adaptiveConcurrency,
        recovers);
  }
}
