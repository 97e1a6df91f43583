package dev.carillon.hooks.jdbc.log;

import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.hooks.jdbc.packed.Open;
import dev.carillon.hooks.jdbc.store.DeliveryReader;
import dev.carillon.hooks.jdbc.store.StoredDelivery;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The deliveries of some events, those that came late too.
 *
 * @param events their numbers, ascending
 */
record EventsSource(List<Long> events) implements LogSource {

  /** Each is looked up by itself, since they may lie far apart: so many at once at most. */
  private static final int AT_ONCE = 100;

  /** So many, so that it gets on: the first may be one that was read before. */
  private static final int LEAST = 2;

  @Override
  public Part next(DeliveryReader reader, Cursor from, List<Open> open, int size)
      throws SQLException {
    int count = Math.clamp(size, LEAST, AT_ONCE);
    return from.newestFirst() ? before(reader, from, count) : behind(reader, from, count);
  }

  private Part behind(DeliveryReader reader, Cursor from, int count) throws SQLException {
    // the deliveries of the last event that is not greater may reach over the place
    int first = Math.max(0, notGreater(from.sequence()) - 1);
    int end = Math.min(events.size(), first + count);
    boolean more = end < events.size();
    long high = more ? events.get(end) : Long.MAX_VALUE;
    List<StoredDelivery> found =
        reader.ofEvents(events, events.subList(first, end), from.sequence() + 1, high);
    return more ? new Part(found, new Cursor(false, high), true) : Part.last(found, from);
  }

  private Part before(DeliveryReader reader, Cursor from, int count) throws SQLException {
    int end = notGreater(from.sequence() - 1);
    int first = Math.max(0, end - count);
    boolean more = first > 0;
    long low = more ? events.get(first) : 0;
    List<StoredDelivery> found = new ArrayList<>();
    if (end > 0) {
      found.addAll(reader.ofEvents(events, events.subList(first, end), low, from.sequence() - 1));
      found.sort(Comparator.comparingLong(StoredDelivery::sequence).reversed());
    }
    return more ? new Part(found, new Cursor(true, low), true) : Part.last(found, from);
  }

  private int notGreater(long number) {
    int low = 0;
    int high = events.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (events.get(middle) <= number) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
