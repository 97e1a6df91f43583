package dev.carillon.hooks.jdbc.log;

import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.hooks.jdbc.packed.Open;
import dev.carillon.hooks.jdbc.store.DeliveryReader;
import dev.carillon.hooks.jdbc.store.StoredDelivery;
import java.sql.SQLException;
import java.util.List;

/** All deliveries, in the order of events. */
record EventWalk() implements LogSource {

  /** At least so many events, so that it gets on. */
  private static final int LEAST = 3;

  @Override
  public Part next(DeliveryReader reader, Cursor from, List<Open> open, int size)
      throws SQLException {
    int limit = Math.max(LEAST, size);
    return from.newestFirst() ? before(reader, from, limit) : behind(reader, from, limit);
  }

  private static Part behind(DeliveryReader reader, Cursor from, int limit) throws SQLException {
    long sequence = from.sequence();
    var events = reader.eventsBehind(sequence, limit);
    boolean moreEvents = events.size() == limit;
    // no delivery has an event's number: those of the last one come next time
    long high = moreEvents ? events.getLast().sequence() : Long.MAX_VALUE;
    var rows = reader.rows(sequence + 1, high, false, limit);
    boolean moreRows = rows.size() == limit;
    if (moreRows) {
      high = rows.getLast().sequence();
    }
    List<StoredDelivery> found = reader.resolve(events, rows, sequence + 1, high);
    return moreEvents || moreRows
        ? new Part(found, new Cursor(false, high), true)
        : Part.last(found, from);
  }

  private static Part before(DeliveryReader reader, Cursor from, int limit) throws SQLException {
    long sequence = from.sequence();
    var events = reader.eventsBefore(sequence, limit);
    boolean moreEvents = events.size() == limit;
    long low = moreEvents ? events.getLast().sequence() : 0;
    var rows = reader.rows(low, sequence - 1, true, limit);
    boolean moreRows = rows.size() == limit;
    if (moreRows) {
      low = rows.getLast().sequence();
    }
    List<StoredDelivery> found = reader.resolve(events, rows, low, sequence - 1).reversed();
    return moreEvents || moreRows
        ? new Part(found, new Cursor(true, low), true)
        : Part.last(found, from);
  }
}
