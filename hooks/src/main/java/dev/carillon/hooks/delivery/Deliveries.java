package dev.carillon.hooks.delivery;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The store of deliveries. Each method is one transaction. Rows are the truth: a delivery is
 * pending until a settled row says otherwise. The reading methods that feed the engine give only
 * deliveries that this node owns.
 */
public interface Deliveries {

  /**
   * Stores what attempts came to: for each, the attempt in the log, the delivery's new state and
   * due time, the webhook's health and, where the attempt switched it off, its state. Fenced: a
   * settlement changes nothing where the delivery is no longer this node's, or where the attempt's
   * number is not the next one. A delivery that was cancelled meanwhile keeps that state unless the
   * attempt succeeded; its attempt is recorded all the same.
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

  /** How many deliveries of a webhook are in each state, by the state's name. */
  Map<String, Long> counts(Webhook.Id webhook);

  /** Cancels what is pending for a webhook; how many that were. */
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
   * @return how many they were; call again while it is the limit
   * @throws IllegalArgumentException if a stored snapshot cannot be read; then nothing was changed
   */
  int recover(Webhook webhook, Instant since, SnapshotReader snapshots, int limit);

  /**
   * Up to when (not included) what has ended must go for the log to take no more than so many
   * bytes, as far as that can be estimated; {@link Instant#EPOCH} where nothing must. Ask again
   * once it is gone: a large surplus is found piece by piece.
   */
  Instant surplus(long bytesMax);

  /**
   * Step ⑧: removes deliveries that ended before this time, with their attempts, and events and
   * payloads that nothing refers to any more; how many deliveries that were. Removes at most {@code
   * limit} at once; call again while it returns that many.
   */
  int sweep(Instant endedBefore, int limit);

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
