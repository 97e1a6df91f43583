package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.delivery.HooksException.Code;
import dev.carillon.hooks.jdbc.packed.OpenDelivery;
import dev.carillon.hooks.jdbc.packed.OpenIndex;
import dev.carillon.hooks.jdbc.packed.OpenSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What nodes have open that share the store with this one, and what a dead one has left: this
 * node's memory does not know of it, so it is read from the database, at the moment of the reader.
 * Where this node is alone nothing is read.
 *
 * <p>What other nodes have open lies above their marks, which follow what they send. Behind a slow
 * receiver that may be a hundred thousand deliveries, which take a tenth of a second to read. So a
 * page reads only as far as it needs; and where counts find very many, the next ones within a
 * quarter of a second go by the same.
 */
public final class OpenElsewhere {

  /** So many numbers are looked through first, and then a multiple. */
  private static final long NUMBERS_FIRST = 5_000;

  private static final int TIMES_MORE = 8;
  private static final int LEARNT_MAX = 10;
  private static final int VERY_MANY = 10_000;
  private static final Duration KEPT = Duration.ofMillis(250);

  private final StoreContext context;
  private volatile @Nullable Known kept;

  /** The open deliveries of all nodes but this store's. */
  public OpenElsewhere(StoreContext context) {
    this.context = context;
  }

  /** Whether anybody else may have something open. */
  public boolean any(DeliveryReader reader) throws SQLException {
    return !marks(reader).isEmpty();
  }

  private Map<Long, Long> marks(DeliveryReader reader) throws SQLException {
    Map<Long, Long> marks = new HashMap<>(reader.marks());
    marks.remove(context.owner());
    return marks;
  }

  /**
   * The first that are open of others, and of this node those of which memory did not know yet.
   *
   * @param webhooks the numbers of the webhooks; none where all are meant
   * @param known the last number that memory knew of when it was asked
   */
  public List<OpenDelivery> first(
      DeliveryReader reader, Set<Long> webhooks, long known, NumberRange reach, int size)
      throws SQLException {
    Map<Long, Long> marks = marks(reader);
    if (reader.mayHaveOpen(context.owner())) {
      marks.put(context.owner(), known);
    }
    long low = Math.max(Collections.min(marks.values()), reach.after());
    long high = Math.min(reader.events().newest().orElse(0L), reach.before() - 1);
    for (long width = NUMBERS_FIRST; ; width *= TIMES_MORE) {
      boolean all = high - low < width;
      long after = all || !reach.newestFirst() ? low : high - width;
      long before = all || reach.newestFirst() ? reach.before() : low + width;
      Map<Long, OpenSet> sets =
          OpenRecovery.between(reader.dialect(), reader.connection(), marks, after, before);
      Collection<Long> wanted = webhooks.isEmpty() ? sets.keySet() : webhooks;
      List<OpenDelivery> first =
          first(wanted, key -> sets.getOrDefault(key, new OpenSet(key)), reach, size);
      if (all || first.size() >= size) {
        return first;
      }
    }
  }

  /** The first open deliveries in this node's memory. */
  public static List<OpenDelivery> first(
      OpenIndex.View now, Set<Long> webhooks, NumberRange reach, int size) {
    return first(webhooks.isEmpty() ? now.webhooks() : webhooks, now::set, reach, size);
  }

  /** The first so many of all webhooks: of each only its next one is asked for. */
  private static List<OpenDelivery> first(
      Collection<Long> webhooks, LongFunction<OpenSet> sets, NumberRange reach, int size) {
    PriorityQueue<OpenDelivery> heads = new PriorityQueue<>(order(reach));
    for (long webhook : webhooks) {
      heads.addAll(next(sets.apply(webhook), reach));
    }
    List<OpenDelivery> first = new ArrayList<>();
    while (first.size() < size && !heads.isEmpty()) {
      OpenDelivery head = heads.remove();
      first.add(head);
      heads.addAll(next(sets.apply(head.webhook()), reach.behind(head.sequence())));
    }
    return first;
  }

  /** The order in which a reach is read. */
  public static Comparator<OpenDelivery> order(NumberRange reach) {
    return Comparator.comparingLong(one -> reach.rank(one.sequence()));
  }

  private static List<OpenDelivery> next(OpenSet set, NumberRange reach) {
    List<OpenDelivery> next =
        reach.newestFirst()
            ? set.before(reach.before(), 1)
            : set.after(reach.after(), reach.before(), 1);
    return next.stream().filter(one -> reach.contains(one.sequence())).toList();
  }

  /**
   * All that others have open, by webhook; of very many what was read a moment ago. To be read
   * only: others may use the same.
   */
  public Map<Long, OpenSet> all(DeliveryReader reader) throws SQLException {
    Map<Long, Long> marks = marks(reader);
    if (marks.isEmpty()) {
      return Map.of();
    }
    Known known = kept;
    if (known != null && System.nanoTime() - known.readAt() < KEPT.toNanos()) {
      return known.sets();
    }
    long began = System.nanoTime();
    Map<Long, OpenSet> sets =
        OpenRecovery.between(reader.dialect(), reader.connection(), marks, -1, Long.MAX_VALUE);
    long count = sets.values().stream().mapToLong(OpenSet::size).sum();
    kept = count > VERY_MANY ? new Known(sets, began) : null;
    return sets;
  }

  /**
   * Reads memory and the database at one moment, where nothing changes meanwhile. Rows that other
   * nodes gave to what this one has open, memory learns of before, lest they are counted twice.
   */
  public <T> T atOneMoment(Read<T> read) {
    return context.atOneVersion(
        () -> {
          Optional<T> found = found(read);
          for (int times = 0; found.isEmpty() && times < LEARNT_MAX; times++) {
            context.database().<Boolean>write(context::learn);
            found = found(read);
          }
          return found.orElseThrow(
              () ->
                  new HooksException(
                      Code.STORE_UNAVAILABLE,
                      "other nodes change deliveries of this node all the time; try again"));
        });
  }

  /** Reads at one moment; empty if memory must first learn of rows that other nodes gave. */
  private <T> Optional<T> found(Read<T> read) {
    return context
        .database()
        .read(
            connection -> {
              DeliveryReader reader = DeliveryReader.atOneMoment(context, connection);
              return reader.dialect().shared() && GivenRows.unknown(connection, context.owner())
                  ? Optional.empty()
                  : Optional.of(read.of(reader));
            });
  }

  /**
   * Reads something.
   *
   * @param <T> what that is
   */
  @FunctionalInterface
  public interface Read<T> {
    /** Reads it. */
    T of(DeliveryReader reader) throws SQLException;
  }

  /**
   * The open deliveries of other nodes, as last read.
   *
   * @param readAt in nanoseconds
   */
  private record Known(Map<Long, OpenSet> sets, long readAt) {}
}
