package dev.carillon.hooks.delivery;

import dev.carillon.hooks.validation.Violations;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * When a failed delivery is tried again, unless {@code Retry-After} holds its webhook: {@link
 * Settlement} applies both.
 *
 * @param delays the wait before the first retry, the second, …; none shorter than the one before,
 *     and none longer than {@link #DELAY_MAX}; a retry beyond the list waits twice as long as the
 *     one before it, at most {@link #DELAY_MAX}
 * @param retriesMax how many retries follow the first attempt, 0 or more
 * @param jitter each wait is shortened or lengthened at random by up to this part of it, 0–1
 */
public record RetrySchedule(List<Duration> delays, int retriesMax, double jitter) {

  /** The longest delay, jitter aside. */
  public static final Duration DELAY_MAX = Duration.ofDays(7);

  /** Up to 8 retries over 3 hours and 42 minutes, plus jitter. */
  public static final RetrySchedule DEFAULT =
      new RetrySchedule(
          List.of(
              Duration.ofSeconds(1),
              Duration.ofSeconds(5),
              Duration.ofSeconds(30),
              Duration.ofMinutes(2),
              Duration.ofMinutes(10),
              Duration.ofMinutes(30),
              Duration.ofHours(1),
              Duration.ofHours(2)),
          8,
          0.2);

  /**
   * A schedule.
   *
   * @throws dev.carillon.hooks.validation.ValidationException naming all that is not allowed
   */
  public RetrySchedule {
    delays = List.copyOf(delays);
    Violations violations = new Violations();
    if (delays.isEmpty()) {
      violations.add("delays", "", "one delay at least; set retriesMax to 0 for no retries");
    }
    Duration before = Duration.ofNanos(1);
    for (int i = 0; i < delays.size(); i++) {
      Duration delay = delays.get(i);
      if (delay.isNegative() || delay.isZero()) {
        violations.add("delays[" + i + "]", delay.toString(), "longer than zero");
      } else if (delay.compareTo(before) < 0) {
        String rule = "no shorter than the delay before it, " + before;
        violations.add("delays[" + i + "]", delay.toString(), rule);
      } else if (delay.compareTo(DELAY_MAX) > 0) {
        String rule = "no longer than " + DELAY_MAX.toDays() + " days, " + DELAY_MAX;
        violations.add("delays[" + i + "]", delay.toString(), rule);
      }
      before = delay;
    }
    violations.number("retriesMax", retriesMax, 0, Integer.MAX_VALUE);
    if (!(jitter >= 0 && jitter <= 1)) {
      violations.add("jitter", String.valueOf(jitter), "a number from 0 to 1");
    }
    violations.check();
  }

  /**
   * A schedule of these delays, with one retry for each of them, spread as that of {@link #DEFAULT}
   * is.
   *
   * @param delays the wait before the first retry, the second, …; one at least, each longer than
   *     zero and at most {@link #DELAY_MAX}, none shorter than the one before
   * @throws dev.carillon.hooks.validation.ValidationException naming all that is not allowed
   */
  public static RetrySchedule of(Duration... delays) {
    return DEFAULT.with(List.of(delays));
  }

  /** A schedule of these delays and no more retries than that, spread by chance as this one is. */
  public RetrySchedule with(List<Duration> others) {
    return new RetrySchedule(others, others.size(), jitter);
  }

  /** Whether another attempt follows this many failed ones. */
  public boolean retriesAfter(int attempts) {
    return attempts <= retriesMax;
  }

  /** The planned wait after this many failed attempts (1 or more), without jitter. */
  public Duration planned(int attempts) {
    int index = attempts - 1;
    if (index < delays.size()) {
      return delays.get(index);
    }
    int doublings = Math.min(index - delays.size() + 1, 30);
    Duration delay = delays.getLast();
    for (int i = 0; i < doublings && delay.compareTo(DELAY_MAX) < 0; i++) {
      delay = delay.multipliedBy(2);
    }
    return delay.compareTo(DELAY_MAX) > 0 ? DELAY_MAX : delay;
  }

  /** The wait after this many failed attempts (1 or more), jitter applied. */
  public Duration delay(int attempts, RandomGenerator random) {
    double factor = 1 + jitter * (2 * random.nextDouble() - 1);
    return Duration.ofMillis(Math.max(1, Math.round(planned(attempts).toMillis() * factor)));
  }
}
