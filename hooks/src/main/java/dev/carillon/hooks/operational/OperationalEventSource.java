package dev.carillon.hooks.operational;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import java.util.Optional;

/**
 * Turns what became of a webhook into events for other webhooks, and hears of it afterwards: the
 * embedder's, since only it knows what events look like.
 *
 * <p>So that events about events come to an end, an attempt to deliver such an event causes none
 * but {@code webhook.disabled}; its webhook then gets no more deliveries until it is enabled.
 */
public interface OperationalEventSource {

  /** Makes no events. */
  OperationalEventSource NONE =
      new OperationalEventSource() {
        @Override
        public boolean announces(EventType type) {
          return false;
        }

        @Override
        public Optional<Event> event(OperationalEvent event) {
          return Optional.empty();
        }
      };

  /** Whether events of this type come from here. */
  boolean announces(EventType type);

  /**
   * The event of it; its subject must be the webhook's id, to which it will not be delivered. If
   * the webhook has an owner, so has the event. Called within the transaction, maybe more than
   * once: it must be quick, must not touch the store, and must not do what cannot be done twice. It
   * is recorded where another webhook wants it.
   */
  Optional<Event> event(OperationalEvent event);

  /** It is durable. Called from the thread that made the change; must not throw. */
  default void committed(OperationalEvent event) {}
}
