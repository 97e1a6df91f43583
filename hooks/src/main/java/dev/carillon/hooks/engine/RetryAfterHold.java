package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.Settlement;
import java.time.Instant;

/**
 * The hold of a webhook: until when nothing is sent, by its receiver's {@code Retry-After}, a
 * header that {@code RetryAfterHeader} reads for {@link Settlement}. The row in the store is the
 * truth, but the response to an attempt is known here before it is stored there.
 */
final class RetryAfterHold {

  private Instant until = Instant.EPOCH;
  private Instant knownAt = Instant.MIN;
  private int unstored;

  /** When attempts may start. */
  Instant until() {
    return until;
  }

  /** Whether attempts may start now. */
  boolean over(Instant now) {
    return !until.isAfter(now);
  }

  /** An attempt has ended. Of several that were on the wire the one that asks for most counts. */
  void attempted(Settlement settlement) {
    if (settlement.holds()) {
      unstored++;
      until = settlement.heldUntil().isAfter(until) ? settlement.heldUntil() : until;
    }
  }

  /** Takes in that the result of an attempt is stored. */
  void stored(Settlement settlement, Instant now) {
    if (settlement.holds()) {
      unstored--;
      knownAt = now;
    }
  }

  /** The webhook is new or was changed; the hold is replaced by this one. */
  void became(Instant other, Instant now) {
    until = other;
    knownAt = now;
  }

  /** Takes in the hold that the store had some time ago; true if that changes it. */
  boolean read(Instant other, Instant asOf) {
    if (unstored > 0 || !asOf.isAfter(knownAt) || other.equals(until)) {
      return false;
    }
    until = other;
    return true;
  }
}
