package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.DueDelivery;
import java.time.Instant;

/**
 * A delivery in memory, until what became of it is durable. Queues hold these rather than the
 * delivery, so that taking the next one needs no look-up: at full speed thousands wait, and each
 * look-up is some misses of the processor's cache.
 */
final class KnownDelivery {

  private DueDelivery due;
  private Stage stage = Stage.WAITING;
  private boolean doubtful;

  KnownDelivery(DueDelivery due) {
    this.due = due;
  }

  /** The delivery, as it is since its last attempt. */
  DueDelivery due() {
    return due;
  }

  /** Its place in the store's order. */
  long sequence() {
    return due.delivery().sequence();
  }

  /** What it is ordered with. */
  String subject() {
    return due.delivery().subject();
  }

  /** When it is due. */
  Instant dueAt() {
    return due.dueAt();
  }

  /** Whether it was not attempted yet. */
  boolean untried() {
    return due.delivery().attempts() == 0;
  }

  /** An attempt begins. */
  void sent() {
    stage = Stage.ON_THE_WIRE;
  }

  /** An attempt of it, as it was sent, has ended; what came of it is not stored yet. */
  void attempted(DueDelivery sent) {
    due = sent;
    stage = Stage.SETTLING;
  }

  /** The next attempt waits for its time. */
  void again(DueDelivery next) {
    due = next;
    stage = Stage.WAITING;
  }

  /** Whether an attempt of it is on the wire, or on its way to the store. */
  boolean busy() {
    return stage != Stage.WAITING;
  }

  /** Whether an attempt of it is on its way to the store. */
  boolean settling() {
    return stage == Stage.SETTLING;
  }

  /** It is busy while all else is forgotten: what became of it in the store is not known here. */
  void doubt() {
    doubtful = true;
  }

  /** Whether it was busy when everything was forgotten. */
  boolean doubtful() {
    return doubtful;
  }

  /** How far one has come. */
  private enum Stage {
    WAITING,
    ON_THE_WIRE,
    SETTLING
  }
}
