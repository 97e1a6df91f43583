package dev.carillon.hooks.jdbc.log;

import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.hooks.jdbc.packed.Open;
import dev.carillon.hooks.jdbc.packed.OpenIndex;
import dev.carillon.hooks.jdbc.packed.OpenSet;
import dev.carillon.hooks.jdbc.store.DeliveryReader;
import dev.carillon.hooks.jdbc.store.StateCodes;
import dev.carillon.hooks.jdbc.store.StoredDelivery;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Deliveries of some webhooks or in some states, from where each kind of them lies in its order:
 * what is open in memory, first tries that went well in blocks, all others in rows.
 *
 * @param index what is open
 * @param webhooks the numbers of the webhooks; none where all are meant
 * @param states the numbers of the states
 */
record StreamSource(OpenIndex index, List<Long> webhooks, Set<Integer> states)
    implements LogSource {

  @Override
  public List<Open> open(Cursor from, int size) {
    if (!states.contains(StateCodes.PENDING)) {
      return List.of();
    }
    return index.read(
        now -> {
          List<Open> open = new ArrayList<>();
          for (long webhook : webhooks) {
            OpenSet set = now.set(webhook);
            if (set != null) {
              open.addAll(
                  from.newestFirst()
                      ? set.before(from.sequence(), size)
                      : set.after(from.sequence(), Long.MAX_VALUE, size));
            }
          }
          return open;
        });
  }

  @Override
  public Part next(DeliveryReader reader, Cursor from, List<Open> open, int size)
      throws SQLException {
    Merge merge = new Merge(from.newestFirst());
    for (long webhook : webhooks) {
      List<Open> some = open.stream().filter(one -> one.webhook() == webhook).toList();
      merge.bound(some.isEmpty() ? 0 : some.getLast().sequence(), some.size() >= size);
    }
    reader.opened(open).forEach(merge::add);
    for (int state : states) {
      if (webhooks.isEmpty()) {
        merge.add(reader.rowsIn(state, from.newestFirst(), from.sequence(), size), size);
      }
      for (long webhook : webhooks) {
        merge.add(reader.rowsOf(webhook, state, from.newestFirst(), from.sequence(), size), size);
        if (state == StateCodes.DELIVERED) {
          merge.add(reader.recordsOf(webhook, from.newestFirst(), from.sequence(), size), size);
        }
      }
    }
    return merge.part(from);
  }

  /** Several streams in one order, as far as all of them are known. */
  private static final class Merge {

    private final boolean newestFirst;
    private final Map<Long, StoredDelivery> found = new TreeMap<>();
    private boolean bounded;
    private long bound;

    Merge(boolean newestFirst) {
      this.newestFirst = newestFirst;
    }

    void add(StoredDelivery one) {
      found.put(one.sequence(), one);
    }

    /** A stream; where it is full, more of it comes behind its last one. */
    void add(List<StoredDelivery> stream, int size) {
      stream.forEach(this::add);
      bound(stream.isEmpty() ? 0 : stream.getLast().sequence(), stream.size() >= size);
    }

    void bound(long last, boolean full) {
      if (full) {
        bound = bounded ? (newestFirst ? Math.max(bound, last) : Math.min(bound, last)) : last;
        bounded = true;
      }
    }

    Part part(Cursor from) {
      List<StoredDelivery> all = new ArrayList<>(found.values());
      if (bounded) {
        all.removeIf(one -> newestFirst ? one.sequence() < bound : one.sequence() > bound);
      }
      List<StoredDelivery> ordered = newestFirst ? all.reversed() : all;
      return bounded
          ? new Part(ordered, new Cursor(newestFirst, bound), true)
          : Part.last(ordered, from);
    }
  }
}
