package dev.carillon.hooks.delivery;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is to be sent, as the engine reads it. Rows are the truth: a delivery is pending until a
 * settled row says otherwise. Each method is one transaction, and gives only deliveries that this
 * node owns.
 */
public interface DueDeliveries {

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
  List<DueDelivery> due(Webhook.Id webhook, Instant until, Place after, int limit);

  /**
   * How many pending deliveries of a webhook are due by then; counting stops at {@code max}. For
   * callers that feed the engine and must not flood it.
   */
  int dueCount(Webhook.Id webhook, Instant until, int max);

  /**
   * Pending deliveries of a webhook, due or not, ordered by sequence.
   *
   * @param afterSequence only those with a greater sequence; -1 = from the start
   * @param limit at most so many, 1 or more
   */
  List<DueDelivery> inSequence(Webhook.Id webhook, long afterSequence, int limit);

  /**
   * The pending deliveries of events, as committed: for receipts that are not trusted. Events that
   * are not committed have none.
   *
   * @param events one or more; only the first of them are read, one at least, if all have too many
   *     deliveries, or too large ones, to be in memory together
   */
  OfEvents ofEvents(List<Event.Id> events);

  /** The same of one event. */
  default List<DueDelivery> ofEvent(Event.Id event) {
    return ofEvents(List.of(event)).due();
  }

  /**
   * What was read of some events.
   *
   * @param due their pending deliveries, ordered by sequence
   * @param events how many of the events were read, 1 or more: the first of them
   */
  record OfEvents(List<DueDelivery> due, int events) {
    public OfEvents {
      due = List.copyOf(due);
    }
  }

  /** The webhooks for which redeliveries wait, but for removed ones. */
  Set<Webhook.Id> redelivering();

  /** Redeliveries that wait for a webhook, in the order in which they were asked for. */
  List<DueDelivery> redeliveries(Webhook.Id webhook, int limit);

  /**
   * Makes deliveries of events that were held until now, because their webhook debounces or wants
   * batches ({@link dev.carillon.hooks.webhook.Grouping}). To be called several times a second; it
   * does a bounded amount of work.
   */
  default Collected collect() {
    return Collected.NOTHING;
  }

  /**
   * What became due by {@link #collect}.
   *
   * @param receipts of batches, to be handed over
   * @param madeDue webhooks with events that are due now
   * @param more whether there is more to do at once
   */
  record Collected(List<Receipt> receipts, Set<Webhook.Id> madeDue, boolean more) {

    /** Nothing became due. */
    public static final Collected NOTHING = new Collected(List.of(), Set.of(), false);

    public Collected {
      receipts = List.copyOf(receipts);
      madeDue = Set.copyOf(madeDue);
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
