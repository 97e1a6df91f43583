package dev.carillon.hooks.webhook;

import java.time.Instant;

/**
 * How a webhook has been doing lately. A success of a healthy webhook changes nothing here, so that
 * it costs no write.
 *
 * @param status in one word
 * @param failuresInRow attempts without a 2xx since the last one with
 * @param lastFailureAt when the last attempt failed; {@link Instant#EPOCH} = never
 * @param lastError why it failed; empty = never
 * @param largestPayloadBytes the largest payload that was sent, where that was more than {@link
 *     #LARGE_PAYLOAD_BYTES}; else 0
 */
public record Health(
    Status status,
    int failuresInRow,
    Instant lastFailureAt,
    String lastError,
    int largestPayloadBytes) {

  /** Known receivers answer 413 to more than this, which is final. */
  public static final int LARGE_PAYLOAD_BYTES = 100_000;

  /** Nothing was sent yet. */
  public static final Health NONE = new Health(Status.NONE, 0, Instant.EPOCH, "", 0);

  /** This health after one more attempt that was answered 2xx. */
  public Health afterSuccess() {
    return status == Status.HEALTHY
        ? this
        : new Health(Status.HEALTHY, 0, lastFailureAt, lastError, largestPayloadBytes);
  }

  /** This health after a payload of this size was sent. */
  public Health afterPayload(int bytes) {
    return bytes <= LARGE_PAYLOAD_BYTES || bytes <= largestPayloadBytes
        ? this
        : new Health(status, failuresInRow, lastFailureAt, lastError, bytes);
  }

  /** This health after one more attempt that was not; the delivery goes on with a retry or ends. */
  public Health afterFailure(Instant now, String error, boolean exhausted) {
    Status next = exhausted || status == Status.FAILING ? Status.FAILING : Status.DEGRADED;
    return new Health(next, failuresInRow + 1, now, error, largestPayloadBytes);
  }

  /** A webhook's health in one word. */
  public enum Status {
    /** No attempt yet. */
    NONE,
    /** The last attempt was answered 2xx. */
    HEALTHY,
    /** The last attempt failed and will be made again. */
    DEGRADED,
    /** A delivery was given up since the last 2xx. */
    FAILING
  }
}
