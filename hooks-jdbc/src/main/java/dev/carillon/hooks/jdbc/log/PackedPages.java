package dev.carillon.hooks.jdbc.log;

import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog.Count;
import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.hooks.delivery.DeliveryLog.Entry;
import dev.carillon.hooks.delivery.DeliveryLog.Page;
import dev.carillon.hooks.jdbc.store.DeliveryReader;
import dev.carillon.hooks.jdbc.store.PackedContext;
import dev.carillon.hooks.jdbc.store.StoredDelivery;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Looks through deliveries step by step in the order of events, each step a read of its own. */
final class PackedPages {

  private static final int EVENTS = 500;
  private static final int ROWS = 2_000;

  private final PackedContext context;

  PackedPages(PackedContext context) {
    this.context = context;
  }

  Page page(DeliveryFilter filter, Cursor after, int limit) {
    List<Entry> found = new ArrayList<>();
    Cursor from = after;
    boolean more = true;
    while (more) {
      Step step = step(from);
      for (Entry entry : step.entries()) {
        if (filter.matches(entry)) {
          found.add(entry);
          if (found.size() == limit) {
            long last = entry.delivery().sequence();
            return new Page(found, new Cursor(after.newestFirst(), last), true, true);
          }
        }
      }
      from = step.end();
      more = step.more();
    }
    return new Page(found, from, false, true);
  }

  Count count(DeliveryFilter filter, int max) {
    long count = 0;
    Cursor from = Cursor.OLDEST;
    boolean more = true;
    while (more) {
      Step step = step(from);
      count += step.entries().stream().filter(filter::matches).count();
      if (count > max) {
        return new Count(max, true);
      }
      from = step.end();
      more = step.more();
    }
    return new Count(count, false);
  }

  private Step step(Cursor from) {
    return context
        .store()
        .database()
        .read(
            connection ->
                from.newestFirst()
                    ? before(connection, from.sequence())
                    : behind(connection, from.sequence()));
  }

  private Step behind(Connection connection, long sequence) throws SQLException {
    DeliveryReader reader = new DeliveryReader(context, connection);
    var events = reader.eventsBehind(sequence, EVENTS);
    boolean moreEvents = events.size() == EVENTS;
    // no delivery has an event's number: those of the last one come next time
    long high = moreEvents ? events.getLast().sequence() : Long.MAX_VALUE;
    var rows = reader.rows(sequence + 1, high, false, ROWS);
    boolean moreRows = rows.size() == ROWS;
    if (moreRows) {
      high = rows.getLast().sequence();
    }
    List<StoredDelivery> found = reader.resolve(events, rows, sequence + 1, high);
    boolean more = moreEvents || moreRows;
    long end = more ? high : found.isEmpty() ? sequence : found.getLast().sequence();
    return new Step(reader.entries(found), new Cursor(false, end), more);
  }

  private Step before(Connection connection, long sequence) throws SQLException {
    DeliveryReader reader = new DeliveryReader(context, connection);
    var events = reader.eventsBefore(sequence, EVENTS);
    boolean moreEvents = events.size() == EVENTS;
    long low = moreEvents ? events.getLast().sequence() : 0;
    var rows = reader.rows(low, sequence - 1, true, ROWS);
    boolean moreRows = rows.size() == ROWS;
    if (moreRows) {
      low = rows.getLast().sequence();
    }
    List<StoredDelivery> found = reader.resolve(events, rows, low, sequence - 1).reversed();
    boolean more = moreEvents || moreRows;
    long end = more ? low : found.isEmpty() ? sequence : found.getLast().sequence();
    return new Step(reader.entries(found), new Cursor(true, end), more);
  }

  /** A part of the log, in the cursor's order. */
  private record Step(List<Entry> entries, Cursor end, boolean more) {}
}
