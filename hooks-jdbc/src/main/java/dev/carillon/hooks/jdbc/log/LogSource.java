package dev.carillon.hooks.jdbc.log;

import dev.carillon.hooks.jdbc.packed.OpenDelivery;
import dev.carillon.hooks.jdbc.store.DeliveryReader;
import dev.carillon.hooks.jdbc.store.NumberRange;
import dev.carillon.hooks.jdbc.store.StoredDelivery;
import java.sql.SQLException;
import java.util.List;

/** Deliveries that may match a filter, in the order of their numbers. */
interface LogSource {

  /** The deliveries that are open in memory. Called before the database is read. */
  default Opened open(NumberRange reach, int size) {
    return Opened.NOT_ASKED;
  }

  /**
   * The next ones.
   *
   * @param reach among which, and from which end
   * @param open what {@link #open} said
   * @param size about so many
   */
  Part next(DeliveryReader reader, NumberRange reach, Opened open, int size) throws SQLException;

  /**
   * The open deliveries in memory.
   *
   * @param deliveries the first so many that are open, in the order of the reach
   * @param complete the last number of which memory knew whether it is open: what the database has
   *     behind it is left for later, since others before it would be missing
   * @param top the last number that this node had given
   */
  record Opened(List<OpenDelivery> deliveries, long complete, long top) {
    static final Opened NOT_ASKED = new Opened(List.of(), Long.MAX_VALUE, Long.MAX_VALUE);
  }

  /**
   * A part of the log.
   *
   * @param deliveries in the order of the reach
   * @param more whether there may be more
   * @param end the last number that was looked at, where there may be more
   */
  record Part(List<StoredDelivery> deliveries, boolean more, long end) {

    /** Where to go on in any case: behind the end, or behind the last one where that is all. */
    long end(NumberRange reach) {
      long last = deliveries.isEmpty() ? reach.begin() : deliveries.getLast().sequence();
      return more ? end : last;
    }
  }
}
