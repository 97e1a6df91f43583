package dev.carillon.hooks.event;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Reads recorded events one after the other. A caller that goes on from where a page ended sees
 * every event, however many are recorded meanwhile and in whichever order their transactions
 * commit. No call reads more than a bounded number of rows.
 */
public interface Journal {

  /**
   * Events behind a place, in the order of their sequences.
   *
   * @param sequence behind this one
   * @param limit at most so many, 1 or more
   */
  Page after(long sequence, Wanted wanted, int limit);

  /** One event, while it is kept. */
  Optional<Recorded> find(Event.Id id);

  /**
   * The events with these ids that are still kept, in no order.
   *
   * @param ids of events, at most 100
   */
  default List<Recorded> find(Collection<Event.Id> ids) {
    return ids.stream().distinct().flatMap(id -> find(id).stream()).toList();
  }

  /** The place behind everything that can be read now. */
  long newest();

  /**
   * Whether all that was being recorded when this was called can be read now. It waits some
   * milliseconds for that.
   */
  default boolean settled() {
    return false;
  }

  /**
   * The place behind which there are only so many of the newest events that can be read now; 0
   * where there are no more than these.
   *
   * @param events 1 or more
   */
  long behindAllBut(int events);

  /**
   * A sequence below those of all events at or after this time, by the wall clock. Clocks may have
   * jumped, so some earlier events may be above it, too. 0 if the store does not look for it.
   */
  default long before(Instant time) {
    return 0;
  }

  /**
   * A sequence above those of all events before this time; some later events may be below it.
   * {@link #newest} if the store does not look for it.
   */
  default long behind(Instant time) {
    return newest();
  }

  /** The sequence below which events may be missing, because they were purged. */
  long purged();

  /**
   * A recorded event.
   *
   * @param sequence its place, greater for later ones
   * @param snapshot what was stored of its subject
   * @param owner the tenant that it belongs to; empty = none
   * @param tags what it was marked with
   * @param webhooksRevision the revision of the set of webhooks that decided which of them get it;
   *     0 = not known
   */
  @SuppressWarnings("ArrayRecordComponent") // read once, never compared
  record Recorded(
      long sequence,
      Event.Id id,
      EventType type,
      String subject,
      Instant time,
      byte[] snapshot,
      String owner,
      Tags tags,
      long webhooksRevision) {}

  /**
   * A part of the journal.
   *
   * @param events may be few or none although more follow
   * @param end where the next page begins
   * @param purged what {@link Journal#purged} said after the events were read: where that is behind
   *     the place that the page was read from, some may be missing
   */
  record Page(List<Recorded> events, long end, long purged) {
    public Page {
      events = List.copyOf(events);
    }
  }

  /**
   * Which events are wanted. What is empty asks for nothing.
   *
   * @param types event types; {@code *} stands for any characters
   * @param subject the event's subject
   */
  record Wanted(List<String> types, String subject) {

    /** All of them. */
    public static final Wanted ALL = new Wanted(List.of(), "");

    /**
     * Events of some types, of one subject.
     *
     * @throws dev.carillon.hooks.validation.ValidationException if one of the types is no {@link
     *     EventTypePattern}
     */
    public Wanted {
      types = List.copyOf(types);
      types.forEach(EventTypePattern::new);
    }

    /** Whether this one is wanted. */
    public boolean matches(Recorded event) {
      return (subject.isEmpty() || subject.equals(event.subject()))
          && (types.isEmpty() || event.type().isOneOf(types));
    }
  }
}
