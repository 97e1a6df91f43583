package dev.carillon.hooks.jdbc.log;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.packed.Open;
import dev.carillon.hooks.jdbc.store.DeliveryReader;
import dev.carillon.hooks.jdbc.store.DeliveryReader.RowSlice;
import dev.carillon.hooks.jdbc.store.Reach;
import dev.carillon.hooks.jdbc.store.RowIndex;
import dev.carillon.hooks.jdbc.store.StoredDelivery;
import dev.carillon.hooks.jdbc.store.StoredDelivery.OfEvent;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The deliveries of some events, or of all.
 *
 * @param events which ones
 * @param rows which rows are theirs, of which those that were made late have numbers elsewhere
 */
record EventWalk(Events events, Rows rows) implements LogSource {

  /** At least so many events, so that it gets on. */
  private static final int LEAST = 3;

  /** An event has a few deliveries. */
  private static final int FEW = 5;

  /** Of more deliveries some are left for the next part. */
  private static final int DELIVERIES_MAX = 10_000;

  /** All deliveries. */
  static EventWalk all() {
    return new EventWalk(
        DeliveryReader::eventNumbers,
        (reader, events, reach, limit) ->
            reader.rows(new RowIndex.All(), reach, Sql.NOTHING, limit));
  }

  @Override
  public Part next(DeliveryReader reader, Reach reach, List<Open> open, int size)
      throws SQLException {
    int limit = Math.max(LEAST, size);
    List<Long> numbers = new ArrayList<>(events.first(reader, reach, limit));
    boolean more = numbers.size() >= limit;
    if (!more || !reach.newestFirst()) {
      // the deliveries of the one below may reach into it
      List<Long> below = events.first(reader, reach.below(), 1);
      numbers.addAll(reach.newestFirst() ? numbers.size() : 0, below);
    }
    Map<Long, OfEvent> known = new LinkedHashMap<>();
    int count = read(reader, numbers, size, known);
    more |= count < numbers.size();
    long end = more ? numbers.get(count - 1) : 0;
    Reach part = more ? reach.upTo(end) : reach;
    RowSlice slice = rows.first(reader, numbers.subList(0, count), part, limit);
    if (slice.more()) {
      more = true;
      end = slice.end();
      part = reach.upTo(end);
    }
    Reach looked = part;
    List<StoredDelivery> found =
        reader.resolve(
            List.copyOf(known.values()),
            slice.rows().stream().filter(row -> looked.contains(row.sequence())).toList(),
            part.after() + 1,
            part.before() - 1);
    return new Part(reach.newestFirst() ? found.reversed() : found, more, end);
  }

  /** Reads events until they have enough deliveries; how many those are. */
  private static int read(
      DeliveryReader reader, List<Long> numbers, int size, Map<Long, OfEvent> known)
      throws SQLException {
    int deliveries = 0;
    int count = 0;
    while (count < numbers.size() && (count < LEAST || deliveries < size)) {
      int next = Math.max(Math.max(LEAST, size / FEW), count);
      List<Long> some = numbers.subList(count, Math.min(count + next, numbers.size()));
      Map<Long, OfEvent> events = reader.events(some, false);
      for (long number : some) {
        OfEvent event = events.get(number);
        if (event != null) {
          known.put(number, event);
          deliveries += event.fan().count();
        }
        count++;
        if (deliveries > DELIVERIES_MAX && count > 1) {
          return count;
        }
      }
    }
    return count;
  }

  /** Some events. */
  @FunctionalInterface
  interface Events {
    /** The numbers of the first so many, in their order; fewer where that is all. */
    List<Long> first(DeliveryReader reader, Reach reach, int limit) throws SQLException;
  }

  /** The rows of some events' deliveries. */
  @FunctionalInterface
  interface Rows {
    /**
     * The first so many, or a few more.
     *
     * @param events the numbers of those whose own deliveries lie within the reach
     */
    RowSlice first(DeliveryReader reader, List<Long> events, Reach reach, int limit)
        throws SQLException;
  }
}
