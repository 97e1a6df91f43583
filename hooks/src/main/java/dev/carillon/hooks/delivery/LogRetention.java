package dev.carillon.hooks.delivery;

import java.time.Instant;

/**
 * Step ⑧: keeps the log within its limits of time and size, and quick to search. The engine calls
 * it from time to time; each call holds other writers up for a short time only.
 */
public interface LogRetention {

  /**
   * Removes deliveries that ended before this time, with their attempts, and events and payloads
   * that nothing refers to any more.
   *
   * @param limit at most so many deliveries at once; call again while there is more
   */
  Purged purge(Instant endedBefore, int limit);

  /**
   * How much of what has ended must go for the log to take no more than so many bytes, as far as
   * that can be estimated. Ask again once it is gone: a large surplus is found piece by piece.
   */
  Surplus surplus(long bytesMax);

  /**
   * Rearranges what was recorded lately: gives rows to what is open for long, sorts records by
   * webhook, enters the subjects of events, makes the next partition; as far as the store does not
   * do that at once. Without it look-ups become slow, never wrong.
   *
   * @return whether more is left to be done
   */
  default boolean tidy() {
    return false;
  }

  /**
   * Gives some of the room back to the disk that the log does not need any more, as far as the
   * store can do that itself.
   *
   * @return whether there is more to be given back
   */
  default boolean giveBack() {
    return false;
  }

  /**
   * The result of a purge.
   *
   * @param deliveries how many it removed
   * @param more whether another one will find something, be it deliveries or anything else
   */
  record Purged(int deliveries, boolean more) {}

  /**
   * The oldest of what has ended, as far as it is too much. Many may have ended at one time, so
   * both are needed.
   *
   * @param endedBefore all of it ended before this time
   * @param rows how many deliveries it is
   */
  record Surplus(Instant endedBefore, long rows) {

    /** Nothing is too much. */
    public static final Surplus NONE = new Surplus(Instant.EPOCH, 0);

    /** The surplus that is left once so many of the oldest are gone. */
    public Surplus less(int gone) {
      return gone < rows ? new Surplus(endedBefore, rows - gone) : NONE;
    }
  }
}
