package dev.carillon.hooks.contracts;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.operational.OperationalEvent;
import dev.carillon.hooks.operational.OperationalEventSource;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Makes an event of each operational event, with its text as payload; keeps those committed. */
public final class TestOperationalEvents implements OperationalEventSource {

  private static final String PREFIX = "webhook.";

  private final List<OperationalEvent> recorded = new CopyOnWriteArrayList<>();

  /** One that keeps nothing yet. */
  public TestOperationalEvents() {}

  /** The type of the events that tell of this. */
  public static EventType type(OperationalEvent.Kind kind) {
    return new EventType(PREFIX + kind.text());
  }

  /** What was committed, in order. */
  public List<OperationalEvent> recorded() {
    return List.copyOf(recorded);
  }

  @Override
  public boolean announces(EventType type) {
    return type.name().startsWith(PREFIX);
  }

  @Override
  public Optional<Event> event(OperationalEvent notice) {
    return Optional.of(
        Event.of(
            type(notice.kind()),
            notice.webhook().value(),
            Instant.parse("2026-11-25T10:00:00Z"),
            new TextSnapshot(notice.toString())));
  }

  @Override
  public void committed(OperationalEvent notice) {
    recorded.add(notice);
  }
}
