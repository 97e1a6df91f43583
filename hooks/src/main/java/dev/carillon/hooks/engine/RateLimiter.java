package dev.carillon.hooks.engine;

import java.time.Duration;
import java.time.Instant;

/**
 * Spaces out the attempts of a webhook, or of all webhooks of an owner, so that not more than the
 * limits allow start in a second or a minute, whenever that begins (the generic cell rate
 * algorithm: a theoretical arrival time that each attempt moves on by one interval).
 */
final class RateLimiter {

  /** Attempts may be this early, so that timers need not be exact. */
  private static final Duration BURST = Duration.ofMillis(10);

  /** Longer than a second by that much: else one more than the limit could start within it. */
  private static final long SECOND_NANOS = Duration.ofSeconds(1).plus(BURST).toNanos();

  private static final long MINUTE_NANOS = Duration.ofMinutes(1).plus(BURST).toNanos();

  private Instant next = Instant.MIN;

  /** When the next attempt could start without the extra requests since the last one. */
  private Instant nextWithoutExtra = Instant.MIN;

  /** When the next attempt may start, at the earliest. */
  Instant allowedAt() {
    return next.equals(Instant.MIN) ? next : next.minus(BURST);
  }

  /**
   * An attempt starts now.
   *
   * @param maxPerSecond how many may start in a second; 0 = no limit
   * @param maxPerMinute how many may start in a minute, likewise
   */
  void started(Instant now, int maxPerSecond, int maxPerMinute) {
    next = after(now, maxPerSecond, maxPerMinute);
    nextWithoutExtra = next;
  }

  /**
   * A request was sent that waited for nothing. Many of them delay the next attempt by one second
   * at most, or one minute where a limit is of a minute: else they could stop attempts for hours.
   */
  void extraRequest(Instant now, int maxPerSecond, int maxPerMinute) {
    if (!next.isAfter(now)) {
      nextWithoutExtra = now;
    }
    Instant latest = nextWithoutExtra.plusNanos(maxPerMinute == 0 ? SECOND_NANOS : MINUTE_NANOS);
    Instant after = after(now, maxPerSecond, maxPerMinute);
    next = after.isAfter(latest) ? latest : after;
  }

  private Instant after(Instant now, int maxPerSecond, int maxPerMinute) {
    if (maxPerSecond == 0 && maxPerMinute == 0) {
      return Instant.MIN;
    }
    Instant base = next.isAfter(now) ? next : now;
    return base.plusNanos(
        Math.max(interval(SECOND_NANOS, maxPerSecond), interval(MINUTE_NANOS, maxPerMinute)));
  }

  private static long interval(long nanos, int max) {
    return max == 0 ? 0 : Math.ceilDiv(nanos, max);
  }
}
