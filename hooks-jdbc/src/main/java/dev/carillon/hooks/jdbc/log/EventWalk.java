package dev.carillon.hooks.jdbc.log;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.store.DeliveryReader;
import dev.carillon.hooks.jdbc.store.DeliveryReader.RowSlice;
import dev.carillon.hooks.jdbc.store.NumberRange;
import dev.carillon.hooks.jdbc.store.RowIndex;
import dev.carillon.hooks.jdbc.store.StoredDelivery;
import dev.carillon.hooks.jdbc.store.StoredDelivery.OfEvent;
import dev.carillon.hooks.jdbc.store.StoredDelivery.Row;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The deliveries of some events, or of all.
 *
 * @param events which ones
 * @param rows which rows are theirs, of which those that were made late have numbers elsewhere
 */
record EventWalk(Events events, Rows rows) implements LogSource {

  /** So many events at least are asked for at once. */
  private static final int LEAST = 3;

  /** An event has a few deliveries. */
  private static final int FEW = 5;

  /** All deliveries. */
  static EventWalk all() {
    return new EventWalk(
        (reader, reach, limit) -> reader.events().numbers(reach, limit),
        (reader, events, reach, limit) ->
            reader.rows(new RowIndex.All(), reach, Sql.NOTHING, limit));
  }

  @Override
  public Part next(DeliveryReader reader, NumberRange reach, Opened open, int size)
      throws SQLException {
    List<Long> numbers = new ArrayList<>(events.first(reader, reach, size));
    boolean more = numbers.size() >= size;
    if (!more || !reach.newestFirst()) {
      // the deliveries of the one below may reach into it
      List<Long> below = events.first(reader, reach.below(), 1);
      numbers.addAll(reach.newestFirst() ? numbers.size() : 0, below);
    }
    Walked walked = walk(reader, numbers, reach, size);
    more |= walked.count() < numbers.size() || walked.full();
    long end = more ? walked.end() : 0;
    NumberRange part = more ? reach.upTo(end) : reach;
    RowSlice slice = rows.first(reader, numbers.subList(0, walked.count()), part, size);
    if (slice.more()) {
      more = true;
      end = slice.end();
      part = reach.upTo(end);
    }
    NumberRange looked = part;
    List<Row> within =
        slice.rows().stream().filter(row -> looked.contains(row.sequence())).toList();
    List<StoredDelivery> found = reader.resolve(walked.events(), within, looked);
    return new Part(reach.newestFirst() ? found.reversed() : found, more, end);
  }

  /** Reads events until they have enough deliveries within a reach. */
  private static Walked walk(DeliveryReader reader, List<Long> numbers, NumberRange reach, int size)
      throws SQLException {
    List<OfEvent> walked = new ArrayList<>();
    int count = 0;
    long deliveries = 0;
    while (count < numbers.size() && deliveries < size) {
      int to = Math.min(numbers.size(), count + Math.max(LEAST, size / FEW));
      List<Long> some =
          reader.events().firstWith(numbers.subList(count, to), (int) (size - deliveries));
      Map<Long, OfEvent> events = reader.events().withFans(some);
      for (long number : some) {
        OfEvent event = events.get(number);
        if (event != null) {
          walked.add(event);
          deliveries += event.count(reach);
        }
      }
      count += some.size();
    }
    if (deliveries > size) {
      return new Walked(walked, count, true, end(walked, reach, size));
    }
    long number = count == 0 ? reach.begin() : numbers.get(count - 1);
    return new Walked(walked, count, false, last(walked, number, reach));
  }

  /** The number of the last of so many deliveries: it may lie within those of one event. */
  private static long end(List<OfEvent> events, NumberRange reach, int size) {
    long left = size;
    for (OfEvent event : events) {
      long count = event.count(reach);
      if (count > left) {
        return reach.newestFirst() ? event.last(reach) - left + 1 : event.first(reach) + left - 1;
      }
      left -= count;
    }
    throw new IllegalArgumentException("fewer deliveries than " + size);
  }

  /** Where the deliveries of what was walked over end; of some numbers there is no event. */
  private static long last(List<OfEvent> events, long number, NumberRange reach) {
    return reach.newestFirst() || events.isEmpty()
        ? number
        : Math.max(number, events.getLast().last(reach));
  }

  /**
   * Events one after the other.
   *
   * @param count how many numbers have been looked at; of some there was no event
   * @param full whether they have more deliveries than are wanted
   * @param end up to which number they are wanted
   */
  private record Walked(List<OfEvent> events, int count, boolean full, long end) {}

  /** Some events. */
  @FunctionalInterface
  interface Events {
    /** The numbers of the first so many, in their order; fewer where that is all. */
    List<Long> first(DeliveryReader reader, NumberRange reach, int limit) throws SQLException;
  }

  /** The rows of some events' deliveries. */
  @FunctionalInterface
  interface Rows {
    /**
     * The first so many, or a few more.
     *
     * @param events the numbers of those whose own deliveries lie within the reach
     */
    RowSlice first(DeliveryReader reader, List<Long> events, NumberRange reach, int limit)
        throws SQLException;
  }
}
