package dev.carillon.hooks.event;

import dev.carillon.hooks.validation.ValidationException;
import dev.carillon.hooks.validation.Violations;
import java.time.Instant;

/**
 * One thing that happened to one subject.
 *
 * @param id never changes, never comes twice
 * @param type what kind of thing happened
 * @param subject the id of what it happened to, at most {@value #SUBJECT_MAX} characters; webhooks
 *     with ordering keep the order of events with the same subject
 * @param time the wall clock's time of the change
 * @param snapshot the subject as it was then
 * @param trace what its deliveries are traced by
 * @param owner the tenant that it belongs to, named as {@link OwnerName} allows; empty = none. An
 *     event goes to webhooks of its owner and to webhooks that have none, never to those of another
 *     owner; an event without an owner goes only to webhooks without one
 * @param tags what webhooks may ask for beside its type
 */
public record Event(
    Id id,
    EventType type,
    String subject,
    Instant time,
    Snapshot snapshot,
    Trace trace,
    String owner,
    Tags tags) {

  /** The longest subject, in characters. */
  public static final int SUBJECT_MAX = 500;

  /**
   * An event.
   *
   * @throws ValidationException if its subject is too long, or its owner is no name
   */
  public Event {
    if (subject.length() > SUBJECT_MAX || !owner.isEmpty()) {
      Violations violations = new Violations();
      if (subject.length() > SUBJECT_MAX) {
        violations.add(
            "subject",
            subject,
            "at most " + SUBJECT_MAX + " characters, such as an id, not " + subject.length());
      }
      OwnerName.check(owner, violations);
      violations.check();
    }
  }

  /** An event with a trace of its own, without owner and tags. */
  public Event(Id id, EventType type, String subject, Instant time, Snapshot snapshot) {
    this(id, type, subject, time, snapshot, Trace.of(id), OwnerName.NONE, Tags.NONE);
  }

  /** A new event with an id of its own, without owner and tags. */
  public static Event of(EventType type, String subject, Instant time, Snapshot snapshot) {
    return new Event(Id.at(time), type, subject, time, snapshot);
  }

  /** The same event as part of this trace. */
  public Event within(Trace other) {
    return new Event(id, type, subject, time, snapshot, other, owner, tags);
  }

  /**
   * The same event as one of this owner's; empty = of none.
   *
   * @throws ValidationException if it is no name of an owner
   */
  public Event ownedBy(String other) {
    return new Event(id, type, subject, time, snapshot, trace, other, tags);
  }

  /** The same event with these tags. */
  public Event tagged(Tags other) {
    return new Event(id, type, subject, time, snapshot, trace, owner, other);
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
