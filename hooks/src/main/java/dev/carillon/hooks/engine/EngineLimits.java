package dev.carillon.hooks.engine;

import java.time.Duration;

/**
 * What the engine may use.
 *
 * @param inFlightMax attempts on the wire at once, all webhooks together
 * @param unstoredMax settled deliveries whose result is not stored yet; at this many nothing more
 *     is sent until the store has caught up
 * @param memoryBytesMax bytes of deliveries held in memory, all webhooks together
 * @param backlogMax deliveries of one webhook held in memory; beyond it the webhook is spilled
 * @param backlogBytesMax bytes of deliveries of one webhook held in memory, likewise
 * @param pageRowsMax how many deliveries are read from the store at once
 * @param pageBytes about how many bytes of payloads are read from the store at once
 * @param startsPerStepMax attempts that one step starts; then responses that have come are read
 */
public record EngineLimits(
    int inFlightMax,
    int unstoredMax,
    long memoryBytesMax,
    int backlogMax,
    long backlogBytesMax,
    int pageRowsMax,
    long pageBytes,
    int startsPerStepMax) {

  /** For a server with a heap of a few hundred megabytes. */
  public static final EngineLimits DEFAULT =
      new EngineLimits(1024, 20_000, 64L << 20, 10_000, 16L << 20, 1000, 4L << 20, 256);

  /** A hand-over is expected this soon after its row can be read. */
  static final Duration HAND_OVER_GRACE = Duration.ofSeconds(1);

  /** Retries that are due within so short a time are read together. */
  static final Duration SCAN_PAUSE = Duration.ofMillis(20);

  /**
   * If several nodes record deliveries for a webhook that one of them sends to, those of this time
   * are read together. The first one is read at once.
   */
  static final Duration SHARED_READ_EVERY = Duration.ofMillis(4);
}
