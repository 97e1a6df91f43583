package dev.carillon.hooks.event;

import java.time.Instant;

/**
 * One thing that happened to one subject.
 *
 * @param id never changes, never comes twice
 * @param type what kind of thing happened
 * @param subject the id of what it happened to; webhooks with ordering keep the order of events
 *     with the same subject
 * @param time the wall clock's time of the change
 * @param snapshot the subject as it was then
 * @param trace what its deliveries are traced by
 */
public record Event(
    Id id, EventType type, String subject, Instant time, Snapshot snapshot, Trace trace) {

  /** An event with a trace of its own. */
  public Event(Id id, EventType type, String subject, Instant time, Snapshot snapshot) {
    this(id, type, subject, time, snapshot, Trace.of(id));
  }

  /** A new event with an id of its own. */
  public static Event of(EventType type, String subject, Instant time, Snapshot snapshot) {
    return new Event(Id.at(time), type, subject, time, snapshot);
  }

  /** The same event as part of this trace. */
  public Event within(Trace other) {
    return new Event(id, type, subject, time, snapshot, other);
  }

  /** An event's id, 22 characters as {@link Ids} says. */
  public record Id(String value) {
    public Id {
      Ids.checked(value);
    }

    /** A new id for an event of this time. */
    public static Id at(Instant time) {
      return new Id(Ids.timed(time));
    }

    @Override
    public String toString() {
      return value;
    }
  }
}
