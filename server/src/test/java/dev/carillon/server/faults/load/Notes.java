package dev.carillon.server.faults.load;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.Snapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Events of one type, with payloads of one size. Each goes to the webhooks of its subject. */
public final class Notes {

  /** The only type. */
  public static final EventType TYPE = new EventType("note_written");

  private static final Payload PLAIN = payload(1024);

  private Notes() {}

  /** An event with a payload of 1 kB. */
  public static Event of(String subject) {
    return of(subject, PLAIN);
  }

  /** An event with this payload. */
  public static Event of(String subject, Payload payload) {
    return Event.of(TYPE, subject, Instant.now(), Snapshot.of(payload));
  }

  /** So many events of one subject. */
  public static List<Event> of(String subject, int count) {
    List<Event> events = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      events.add(of(subject));
    }
    return events;
  }

  /** So many bytes. */
  public static Payload payload(int bytes) {
    return Payload.of("x".repeat(bytes));
  }
}
