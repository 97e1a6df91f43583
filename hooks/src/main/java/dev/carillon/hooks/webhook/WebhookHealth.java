package dev.carillon.hooks.webhook;

import java.time.Duration;
import java.time.Instant;

/**
 * How a webhook has been doing lately: its last {@value Recent#ATTEMPTS_MAX} attempts in a word. It
 * is shown and disables nothing: {@code Settlement} decides that.
 *
 * <ul>
 *   <li><em>Failing</em>: as many attempts in a row failed as {@link DeliveryRules#failingAfter}
 *       says, or else the policy for all webhooks ({@value #FAILING_FROM} unless it is set), or a
 *       delivery used up its retries; and none has succeeded since.
 *   <li><em>Degraded</em>: not that, and fewer than 95 % of the last {@value Recent#ATTEMPTS_MAX}
 *       attempts succeeded.
 *   <li><em>Healthy</em>: everything else. Once {@value #FORGIVEN_AFTER} attempts in a row have
 *       succeeded and the last failure is more than an hour ago, the failures before are forgotten,
 *       so that a webhook with little to do need not wait for {@value Recent#ATTEMPTS_MAX}
 *       attempts.
 * </ul>
 *
 * <p>A success of a healthy webhook mostly changes nothing here that has to be stored, so that it
 * costs no write: {@link #differs} names the exceptions.
 *
 * @param status in one word
 * @param failuresInRow attempts without a 2xx since the last one with
 * @param lastFailureAt when the last attempt failed; {@link Instant#EPOCH} = never
 * @param lastError why it failed; empty = never
 * @param largestPayloadBytes the largest payload that was sent, where that was more than {@link
 *     #LARGE_PAYLOAD_BYTES}; else 0
 * @param recent the last attempts
 */
public record WebhookHealth(
    Status status,
    int failuresInRow,
    Instant lastFailureAt,
    String lastError,
    int largestPayloadBytes,
    Recent recent) {

  /** Known receivers answer 413 to more than this, which is final. */
  public static final int LARGE_PAYLOAD_BYTES = 100_000;

  /** The failures in a row from which a webhook counts as failing, unless it is set. */
  public static final int FAILING_FROM = 5;

  /**
   * Failures are forgotten after this many successes in a row, if the last failure is older than
   * {@link #FORGIVEN_SINCE}.
   */
  public static final int FORGIVEN_AFTER = 5;

  /** How old the last failure must be for failures to be forgotten. */
  public static final Duration FORGIVEN_SINCE = Duration.ofHours(1);

  /** Nothing was sent yet. */
  public static final WebhookHealth NONE =
      new WebhookHealth(Status.NONE, 0, Instant.EPOCH, "", 0, Recent.NONE);

  /** This health after one more attempt, at this time, that got a 2xx. */
  public WebhookHealth afterSuccess(Instant now) {
    if (status == Status.HEALTHY && recent.full() && recent.failures() == 0) {
      return this;
    }
    Recent next = recent.and(true);
    boolean forgiven =
        next.failures() > 0
            && next.successesInRow() >= FORGIVEN_AFTER
            && now.isAfter(lastFailureAt.plus(FORGIVEN_SINCE));
    next = forgiven ? next.withoutFailures() : next;
    return new WebhookHealth(next.status(), 0, lastFailureAt, lastError, largestPayloadBytes, next);
  }

  /** This health after a payload of this size was sent. */
  public WebhookHealth afterPayload(int bytes) {
    return bytes <= LARGE_PAYLOAD_BYTES || bytes <= largestPayloadBytes
        ? this
        : new WebhookHealth(status, failuresInRow, lastFailureAt, lastError, bytes, recent);
  }

  /**
   * This health after one more failed attempt.
   *
   * @param usedUp whether it was the last of several retries of its delivery
   */
  public WebhookHealth afterFailure(Instant now, String error, boolean usedUp) {
    return afterFailure(now, error, usedUp, FAILING_FROM);
  }

  /**
   * This health after one more failed attempt.
   *
   * @param usedUp whether it was the last of several retries of its delivery
   * @param failingFrom the failures in a row from which the webhook counts as failing
   */
  public WebhookHealth afterFailure(Instant now, String error, boolean usedUp, int failingFrom) {
    Recent next = recent.and(false);
    int inRow = failuresInRow + 1;
    boolean failing = usedUp || inRow >= failingFrom || status == Status.FAILING;
    return new WebhookHealth(
        failing ? Status.FAILING : next.status(), inRow, now, error, largestPayloadBytes, next);
  }

  /**
   * Whether this health has to be stored, if {@code stored} is in the store. One more success alone
   * is no reason, unless it ends a row of failures, or is the one that fills the window of {@value
   * Recent#ATTEMPTS_MAX} attempts.
   */
  public boolean differs(WebhookHealth stored) {
    boolean same =
        status == stored.status
            && failuresInRow == stored.failuresInRow
            && lastFailureAt.equals(stored.lastFailureAt)
            && lastError.equals(stored.lastError)
            && largestPayloadBytes == stored.largestPayloadBytes
            && (stored.recent.full() || !recent.full());
    return !same;
  }

  /** A webhook's health in one word. */
  public enum Status {
    /** No attempt yet. */
    NONE,
    /** Nearly all of the last attempts succeeded. */
    HEALTHY,
    /** More than one in twenty of the last attempts failed, and it is not failing. */
    DEGRADED,
    /** Several attempts in a row failed or a delivery used up its retries; none succeeded since. */
    FAILING
  }

  /**
   * The last attempts.
   *
   * @param attempts how many are known, at most {@value #ATTEMPTS_MAX}
   * @param failed which of them failed: the lowest bit stands for the last one
   */
  public record Recent(int attempts, long failed) {

    /** More are not looked at. */
    public static final int ATTEMPTS_MAX = 50;

    /** None. */
    public static final Recent NONE = new Recent(0, 0);

    private static final long ALL = (1L << ATTEMPTS_MAX) - 1;

    public Recent {
      if (attempts < 0 || attempts > ATTEMPTS_MAX || (failed & ~ALL) != 0) {
        throw new IllegalArgumentException("not the last attempts: " + attempts + ", " + failed);
      }
    }

    /** How many of them failed. */
    public int failures() {
      return Long.bitCount(failed);
    }

    boolean full() {
      return attempts == ATTEMPTS_MAX;
    }

    private Recent and(boolean success) {
      return new Recent(
          Math.min(attempts + 1, ATTEMPTS_MAX), ((failed << 1) & ALL) | (success ? 0 : 1));
    }

    private int successesInRow() {
      return Math.min(attempts, Long.numberOfTrailingZeros(failed));
    }

    private Recent withoutFailures() {
      return new Recent(successesInRow(), 0);
    }

    /** More than one in twenty is too many. */
    private Status status() {
      return failures() * 20 > attempts ? Status.DEGRADED : Status.HEALTHY;
    }
  }
}
