package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.Settlement;
import java.time.Instant;

/**
 * The hold of a webhook: until when nothing is sent, by its receiver's {@code Retry-After}. The row
 * in the store is the truth, but the response to an attempt is known here before it is stored
 * there.
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

  /** What came of an attempt is in the store. */
  void stored(Settlement settlement, Instant now) {
    if (settlement.holds()) {
      unstored--;
      knownAt = now;
    }
  }

  /** An administrator's change has come, and with it what the store says. */
  void became(Instant other, Instant now) {
    until = other;
    knownAt = now;
  }

  /** What the store said some time ago; whether it is news. */
  boolean read(Instant other, Instant asOf) {
    if (unstored > 0 || !asOf.isAfter(knownAt) || other.equals(until)) {
      return false;
    }
    until = other;
    return true;
  }
}
