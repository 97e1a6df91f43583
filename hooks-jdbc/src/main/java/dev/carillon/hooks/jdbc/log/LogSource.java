package dev.carillon.hooks.jdbc.log;

import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.hooks.jdbc.packed.Open;
import dev.carillon.hooks.jdbc.store.DeliveryReader;
import dev.carillon.hooks.jdbc.store.StoredDelivery;
import java.sql.SQLException;
import java.util.List;

/** Which deliveries come into question for a filter, in the order of their numbers. */
interface LogSource {

  /** Those that memory says are open; asked for before the database is read. */
  default List<Open> open(Cursor from, int size) {
    return List.of();
  }

  /**
   * The next ones.
   *
   * @param from where to go on, and in which direction
   * @param open what {@link #open} said
   * @param size about so many
   */
  Part next(DeliveryReader reader, Cursor from, List<Open> open, int size) throws SQLException;

  /**
   * A part of the log.
   *
   * @param deliveries in the cursor's order
   * @param end where the next part begins
   * @param more whether there is one
   */
  record Part(List<StoredDelivery> deliveries, Cursor end, boolean more) {

    /** The last part; the log ends at its last delivery, or where the part began. */
    static Part last(List<StoredDelivery> deliveries, Cursor from) {
      long end = deliveries.isEmpty() ? from.sequence() : deliveries.getLast().sequence();
      return new Part(deliveries, new Cursor(from.newestFirst(), end), false);
    }
  }
}
