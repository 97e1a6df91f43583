package dev.carillon.server.platform.database;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.jdbc.DatabaseWork;
import dev.carillon.hooks.jdbc.LockOrder;
import java.util.List;

/**
 * A change that is ready to be written.
 *
 * @param events its events, in this order
 * @param order where it comes among what is written in one transaction
 * @param write writes it, and throws {@link StalePlanException} where what the plan was made from
 *     has changed
 * @param <T> what writing gives
 */
public record PlannedChange<T>(List<Event> events, LockOrder order, DatabaseWork<T> write) {
  public PlannedChange {
    events = List.copyOf(events);
  }

  /** One that changes rows which other nodes seldom change at the same moment. */
  public PlannedChange(List<Event> events, DatabaseWork<T> write) {
    this(events, LockOrder.ROWS, write);
  }

  /** One that makes no event. */
  public static <T> PlannedChange<T> silent(DatabaseWork<T> write) {
    return new PlannedChange<>(List.of(), write);
  }
}
