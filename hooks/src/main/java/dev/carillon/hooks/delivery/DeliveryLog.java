package dev.carillon.hooks.delivery;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.validation.ValidationException;
import dev.carillon.hooks.validation.Violation;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads deliveries for people: filtered, page by page, of all owners. No call reads more than a
 * bounded number of rows, however long the log is.
 */
public interface DeliveryLog {

  /**
   * A page of what fits a filter.
   *
   * @param after where to begin: {@link Cursor#NEWEST}, {@link Cursor#OLDEST}, or where a page
   *     ended
   * @param limit at most so many, 1 or more
   */
  Page page(DeliveryFilter filter, Cursor after, int limit);

  /**
   * Where a search for a text that begins here ends although more follows, because no more rows are
   * looked into.
   *
   * @param filter one with a text
   * @return the last row that is looked into; empty where that is all there is
   */
  default Optional<Cursor> textEnd(DeliveryFilter filter, Cursor after) {
    return Optional.empty();
  }

  /** How many fit a filter, counted up to a maximum. */
  Count count(DeliveryFilter filter, int max);

  /** One delivery with all that is kept of it but its attempts. */
  Optional<Detail> find(Delivery.Id id);

  /**
   * The deliveries with these sequences, as they are now, in no order; those purged are missing.
   */
  List<Entry> at(Collection<Long> sequences);

  /**
   * Deliveries that ended after a place in the order of ends, the oldest end first.
   *
   * @param endedAt the end of the last one seen
   * @param sequence the sequence of the last one seen
   */
  List<Entry> ended(Instant endedAt, long sequence, int limit);

  /**
   * How each webhook that is not removed stands.
   *
   * @param max where counting stops
   */
  Map<Webhook.Id, Standing> standings(int max);

  /**
   * The events that were sent together as this delivery, in the order of its payload: those of a
   * batch, and those that debouncing merged. None where it is a delivery of one event.
   *
   * @param limit at most so many, 1 or more
   */
  default List<Member> events(Delivery.Id id, int limit) {
    return List.of();
  }

  /** The batch that its receiver found too large, if this delivery is one of its halves. */
  default Optional<Delivery.Id> splitOf(Delivery.Id id) {
    return Optional.empty();
  }

  /**
   * The events held for a webhook because it debounces or wants batches.
   *
   * @param max where counting stops
   */
  default Held held(Webhook webhook, int max) {
    return Held.NOTHING;
  }

  /**
   * Where an event is that a webhook holds, or that was sent to it together with others, the latest
   * time; empty where it was sent by itself, or not to this webhook.
   */
  default Optional<GroupedState> grouped(Event.Id event, Webhook.Id webhook) {
    return Optional.empty();
  }

  /**
   * One of the events that were sent together.
   *
   * @param place the element of the batch's array, from 0; events that were merged share one
   */
  record Member(Event.Id event, EventType type, String subject, Instant time, int place) {}

  /**
   * Events that are held for a webhook.
   *
   * @param until when the first of them is sent at the latest, by the engine's clock; {@link
   *     Instant#EPOCH} where there is none
   */
  record Held(Count count, Instant until) {

    /** Nothing is held. */
    public static final Held NOTHING = new Held(new Count(0, false), Instant.EPOCH);
  }

  /**
   * A delivery with what a list shows of it.
   *
   * @param to for whom
   * @param eventTime when it happened, by the wall clock
   * @param last how its last attempt ended
   */
  record Entry(Delivery delivery, Addressee to, Instant eventTime, Last last) {}

  /**
   * A webhook as a list shows it.
   *
   * @param name its name, or its last one
   * @param removed whether it is no more
   */
  record Addressee(String name, boolean removed) {}

  /**
   * How an attempt ended.
   *
   * @param status the response's; 0 = there was none
   * @param error the failure's class; empty = it went well
   * @param duration how long it took
   */
  record Last(int status, String error, Duration duration) {

    /** There was no attempt. */
    public static final Last NONE = new Last(0, "", Duration.ZERO);

    /** The end of this attempt. */
    public static Last of(Outcome outcome, Duration duration) {
      return switch (outcome) {
        case Outcome.Accepted(ReceiverResponse response) ->
            new Last(response.status(), "", duration);
        case Outcome.Rejected rejected ->
            new Last(rejected.response().status(), rejected.errorClass().text(), duration);
        case Outcome.NoResponse noResponse -> new Last(0, noResponse.errorClass().text(), duration);
        case Outcome.Blocked blocked -> new Last(0, ErrorClass.BLOCKED_ADDRESS.text(), duration);
        case Outcome.Acknowledged acknowledged -> new Last(0, "", duration);
      };
    }

    /** Whether there was an attempt. */
    public boolean made() {
      return status != 0 || !error.isEmpty();
    }
  }

  /**
   * One delivery.
   *
   * @param payload what is sent; of no bytes where it was missed
   * @param url where the webhook points now, or pointed last
   * @param secretSince since when the webhook has its present token
   */
  record Detail(Entry entry, Payload payload, String url, Instant secretSince) {}

  /**
   * A part of the log.
   *
   * @param entries in the cursor's order; may be few or none although more follow
   * @param end where the next page begins
   * @param more whether there may be more behind it
   * @param readAll false where reading stopped at the bound before the page was full
   */
  record Page(List<Entry> entries, Cursor end, boolean more, boolean readAll) {
    public Page {
      entries = List.copyOf(entries);
    }
  }

  /**
   * So many.
   *
   * @param more whether there may be more: counting stopped at the maximum or at the bound of rows
   */
  record Count(long count, boolean more) {}

  /**
   * How a webhook stands.
   *
   * @param health in a word
   * @param pending what is to be sent to it
   * @param missed what it missed while it was disabled
   * @param lastDeliveredAt when its latest delivery that arrived did so; {@link Instant#EPOCH} =
   *     none
   */
  record Standing(
      WebhookHealth.Status health, Count pending, Count missed, Instant lastDeliveredAt) {

    /** Nothing was recorded yet. */
    public static final Standing NONE =
        new Standing(
            WebhookHealth.Status.NONE, new Count(0, false), new Count(0, false), Instant.EPOCH);
  }

  /**
   * A place in the log, and in which direction to go on.
   *
   * @param newestFirst from new to old
   * @param sequence the last delivery seen
   */
  record Cursor(boolean newestFirst, long sequence) {

    /** The whole log, the newest first. */
    public static final Cursor NEWEST = new Cursor(true, Long.MAX_VALUE);

    /** The whole log, the oldest first. */
    public static final Cursor OLDEST = new Cursor(false, -1);

    /** As a text for callers. */
    public String text() {
      return (newestFirst ? "n" : "o") + Long.toString(sequence, Character.MAX_RADIX);
    }

    /**
     * Reads such a text.
     *
     * @throws ValidationException if it is none
     */
    public static Cursor parse(String text) {
      try {
        if (text.matches("[no]-?[0-9a-z]{1,13}")) {
          return new Cursor(
              text.charAt(0) == 'n', Long.parseLong(text.substring(1), Character.MAX_RADIX));
        }
      } catch (NumberFormatException tooLarge) {
        // it is none, either
      }
      throw new ValidationException(
          new Violation("cursor", text, "the text() of a cursor, such as that of a page's end"));
    }
  }
}
