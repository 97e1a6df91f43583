package dev.carillon.hooks.delivery;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The store of deliveries. Each method is one transaction. Rows are the truth: a delivery is
 * pending until a settled row says otherwise. The reading methods that feed the engine give only
 * deliveries that this node owns.
 */
public interface Deliveries {

  /**
   * Stores what attempts came to: for each, the attempt in the log, the delivery's new state and
   * due time, the webhook's health, the time until which it is held where that is later than the
   * one that is stored and, where the attempt switched it off, its state. Fenced: a settlement
   * changes nothing where the delivery is no longer this node's, or where the attempt's number is
   * not the next one. A delivery that was cancelled meanwhile keeps that state unless the attempt
   * succeeded; its attempt is recorded all the same.
   */
  void settle(List<Settlement> settlements);

  /**
   * The time at which each webhook's earliest pending delivery is due, for webhooks that have one.
   * Removed webhooks are left out, disabled ones are not.
   */
  Map<Webhook.Id, Instant> earliestDue();

  /**
   * Pending deliveries of a webhook that are due by {@code until}, ordered by due time and
   * sequence.
   *
   * @param after only those that come after this place in that order
   * @param limit at most so many, 1 or more
   */
  List<Due> due(Webhook.Id webhook, Instant until, Place after, int limit);

  /**
   * Pending deliveries of a webhook, due or not, ordered by sequence.
   *
   * @param afterSequence only those with a greater sequence; -1 = from the start
   * @param limit at most so many, 1 or more
   */
  List<Due> inSequence(Webhook.Id webhook, long afterSequence, int limit);

  /** The pending deliveries of one event, as committed: for a receipt that is not trusted. */
  List<Due> ofEvent(Event.Id event);

  /** One delivery. */
  Optional<Delivery> find(Delivery.Id id);

  /** All deliveries of a webhook with a greater sequence, whatever their state, oldest first. */
  List<Delivery> list(Webhook.Id webhook, long afterSequence, int limit);

  /**
   * How many deliveries of a webhook are in each state, by the state's name. Counts them all, which
   * takes long where there are millions.
   */
  Map<String, Long> counts(Webhook.Id webhook);

  /** How many deliveries a webhook has missed and not been sent since; reads no others. */
  default long missed(Webhook.Id webhook) {
    return counts(webhook).getOrDefault("missed", 0L);
  }

  /**
   * Cancels what is pending for a webhook, resends that wait too; how many pending ones there were.
   */
  long cancelPending(Webhook.Id webhook, Instant now);

  /**
   * Makes deliveries that a webhook missed pending and due now, with the full schedule before them,
   * oldest first. What they send is rendered from the event's stored snapshot and stored once for
   * all deliveries of the event that send the same.
   *
   * @param webhook to be read as this one wants it; it should be enabled
   * @param since only of events that happened then or later
   * @param snapshots reads what was stored with the events
   * @param limit at most so many, 1 or more
   * @return how many they were; call again until it is none: fewer than the limit may only mean
   *     that somebody else recovered some of them meanwhile
   * @throws IllegalArgumentException if a stored snapshot cannot be read; then nothing was changed
   */
  int recover(Webhook webhook, Instant since, SnapshotReader snapshots, int limit);

  /**
   * How much of what has ended must go for the log to take no more than so many bytes, as far as
   * that can be estimated. Ask again once it is gone: a large surplus is found piece by piece.
   */
  Surplus surplus(long bytesMax);

  /**
   * Makes one missed delivery pending, as {@link #recover(Webhook, Instant, SnapshotReader, int)}
   * does many.
   *
   * @param webhook the delivery's, to be read as this one wants it
   * @return {@link Repair#DONE}, or why not: it is not missed any more, or the webhook is off
   */
  Repair recover(Webhook webhook, Delivery.Id id, SnapshotReader snapshots);

  /**
   * Asks for one more attempt of a delivery that has ended. It is durable when this returns, and
   * made as soon as the engine knows of it: with the same id, the same bytes and the next number.
   * Its success makes the delivery delivered; its failure changes nothing but the log.
   */
  Repair resend(Delivery.Id id);

  /**
   * Makes a pending delivery due now, whatever it waits for: a hold of its webhook ends, as by
   * {@link dev.carillon.hooks.webhook.Webhooks#release}.
   */
  Repair retryNow(Delivery.Id id);

  /** Calls a pending delivery off; an attempt that is on the wire ends and is recorded. */
  Repair cancel(Delivery.Id id, Instant now);

  /**
   * Makes a new delivery of the same event for another webhook, whatever that one subscribes to,
   * pending and due now. It carries what that webhook wants to see, rendered from the event's
   * stored snapshot.
   *
   * @return the new delivery; empty where the old one is not there, or the webhook is not there or
   *     off
   */
  Optional<Delivery> redeliver(Delivery.Id id, Webhook to, SnapshotReader snapshots);

  /** The webhooks for which resends wait, but for removed ones. */
  Set<Webhook.Id> resending();

  /** Resends that wait for a webhook, in the order in which they were asked for. */
  List<Due> resends(Webhook.Id webhook, int limit);

  /**
   * How many pending deliveries of a webhook are due by then; counting stops at {@code max}. For
   * whoever feeds the engine and does not want to flood it.
   */
  int dueCount(Webhook.Id webhook, Instant until, int max);

  /**
   * Prepares events that were recorded lately for being found by their subject, where that is not
   * done at once: some of it, in transactions that hold up nobody for long. The engine calls it
   * from time to time; without it such look-ups become slow, never wrong.
   *
   * @return whether more is left to be done
   */
  default boolean tidy() {
    return false;
  }

  /**
   * Step ⑧: removes deliveries that ended before this time, with their attempts, and events and
   * payloads that nothing refers to any more; how many deliveries that were. Removes at most {@code
   * limit} at once; call again while it returns that many.
   */
  int sweep(Instant endedBefore, int limit);

  /** Does the same as {@link #sweep}, and tells too whether anything else is left to be removed. */
  default Swept sweepSome(Instant endedBefore, int limit) {
    int deliveries = sweep(endedBefore, limit);
    return new Swept(deliveries, deliveries >= limit);
  }

  /**
   * What a sweep did.
   *
   * @param deliveries how many it removed
   * @param more whether another one will find something, be it deliveries or anything else
   */
  record Swept(int deliveries, boolean more) {}

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

    /** What is left of it once so many of the oldest are gone. */
    public Surplus less(int gone) {
      return gone < rows ? new Surplus(endedBefore, rows - gone) : NONE;
    }
  }

  /**
   * A place in the order of due times.
   *
   * @param dueAt the due time of the last one seen
   * @param sequence the sequence of the last one seen
   */
  record Place(Instant dueAt, long sequence) {

    /** Before everything. */
    public static final Place START = new Place(Instant.EPOCH, -1);
  }
}
