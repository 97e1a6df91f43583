package dev.carillon.server.platform.database;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.jdbc.Work;
import java.util.List;

/**
 * A change that is ready to be written.
 *
 * @param events what it tells, in this order
 * @param write writes it, and throws {@link Stale} where what the plan was made from has changed
 * @param <T> what writing gives
 */
public record Plan<T>(List<Event> events, Work<T> write) {
  public Plan {
    events = List.copyOf(events);
  }
}
