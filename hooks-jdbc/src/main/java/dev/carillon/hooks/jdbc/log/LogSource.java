package dev.carillon.hooks.jdbc.log;

import dev.carillon.hooks.jdbc.packed.Open;
import dev.carillon.hooks.jdbc.store.DeliveryReader;
import dev.carillon.hooks.jdbc.store.Reach;
import dev.carillon.hooks.jdbc.store.StoredDelivery;
import java.sql.SQLException;
import java.util.List;

/** Which deliveries come into question for a filter, in the order of their numbers. */
interface LogSource {

  /** Those that memory says are open; asked for before the database is read. */
  default List<Open> open(Reach reach, int size) {
    return List.of();
  }

  /**
   * The next ones.
   *
   * @param reach among which, and from which end
   * @param open what {@link #open} said
   * @param size about so many
   */
  Part next(DeliveryReader reader, Reach reach, List<Open> open, int size) throws SQLException;

  /**
   * A part of the log.
   *
   * @param deliveries in the order of the reach
   * @param more whether there may be more
   * @param end the last number that was looked at, where there may be more
   */
  record Part(List<StoredDelivery> deliveries, boolean more, long end) {}
}
