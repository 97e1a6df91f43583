package dev.carillon.hooks.webhook;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Snapshot;
import java.util.List;
import java.util.Optional;

/**
 * What a webhook wants beyond the event's type, one of the things by which {@link FanOut} decides
 * which webhooks get an event. The core stores the text and asks; the embedder compiles it.
 */
public interface EventFilter {

  /** Lets every event through. */
  EventFilter ALL =
      new EventFilter() {
        @Override
        public boolean matches(Event event) {
          return true;
        }

        @Override
        public String text() {
          return "";
        }

        @Override
        public String toString() {
          return "ALL";
        }
      };

  /** Whether the webhook wants this event. Pure, thread-safe, fast: called for every change. */
  boolean matches(Event event);

  /**
   * Conditions that every event it lets through fulfils; all of them. They only save time: where
   * there is none the filter is asked about each event.
   */
  default List<FilterKey> needs() {
    return List.of();
  }

  /**
   * The subject of an event as the webhook is shown it: its payload is rendered from this. Empty if
   * the webhook must not be shown the event, even if its delivery is asked for by hand.
   */
  default Optional<Snapshot> shown(Event event) {
    return Optional.of(event.snapshot());
  }

  /** The form that is stored, from which an {@link EventFilterReader} makes an equal filter. */
  String text();
}
