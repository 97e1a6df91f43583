package dev.carillon.hooks.jdbc.log;

import dev.carillon.hooks.delivery.DeliveryFilter.Ending;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.packed.OpenDelivery;
import dev.carillon.hooks.jdbc.store.DeliveryReader;
import dev.carillon.hooks.jdbc.store.DeliveryReader.RowSlice;
import dev.carillon.hooks.jdbc.store.NumberRange;
import dev.carillon.hooks.jdbc.store.OpenElsewhere;
import dev.carillon.hooks.jdbc.store.RowIndex;
import dev.carillon.hooks.jdbc.store.StateCodes;
import dev.carillon.hooks.jdbc.store.StoreContext;
import dev.carillon.hooks.jdbc.store.StoredDelivery;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Deliveries of some webhooks, in some states, whose last attempt ended in some way, from where
 * each kind of them lies in its order: what this node has open in memory, what others have open
 * behind their events, first attempts that succeeded in blocks, all others in rows.
 *
 * @param webhooks the numbers of the webhooks; none where all are meant
 * @param states the numbers of the states
 */
record StreamSource(
    StoreContext context,
    OpenElsewhere elsewhere,
    Set<Long> webhooks,
    Set<Integer> states,
    Ending last)
    implements LogSource {

  /**
   * The most parts of indexes that are read; with more webhooks and states, all rows are looked at
   * instead.
   */
  private static final int PARTS_MAX = 20;

  @Override
  public Opened open(NumberRange reach, int size) {
    if (!states.contains(StateCodes.PENDING) || !last.equals(Ending.ANY)) {
      return Opened.NOT_ASKED;
    }
    return context.read(
        now ->
            new Opened(OpenElsewhere.first(now, webhooks, reach, size), now.complete(), now.top()));
  }

  @Override
  public Part next(DeliveryReader reader, NumberRange asked, Opened open, int size)
      throws SQLException {
    // another that has taken over does not tell this memory of anything
    boolean mine = reader.mayHaveOpen(context.owner());
    boolean wanted = !open.equals(Opened.NOT_ASKED);
    boolean inOrder = open.complete() < Long.MAX_VALUE;
    boolean shared = elsewhere.any(reader) || (wanted && mine && !inOrder);
    NumberRange reach = mine && !shared ? asked.notAbove(open.complete()) : asked;
    Merge merge = new Merge(reach);
    List<OpenDelivery> first =
        shared && wanted ? withOthers(reader, reach, open, size) : open.deliveries();
    merge.bound(first.size() >= size, first.isEmpty() ? 0 : first.getLast().sequence());
    merge.add(reader.opened(first));
    Sql also = Endings.condition(last);
    List<RowIndex> parts = parts();
    if (parts.isEmpty()) {
      parts.add(new RowIndex.All());
      also = also.then(ofStates()).then(ofWebhooks());
    }
    for (RowIndex part : parts) {
      RowSlice slice = reader.rows(part, reach, also, size);
      merge.add(reader.ofRows(slice.rows()));
      merge.bound(slice.more(), slice.end());
    }
    if (states.contains(StateCodes.DELIVERED) && Endings.mayBeFirst(last)) {
      // no farther than rows are known: else each step would go through all that is behind
      List<StoredDelivery> records = reader.records(webhooks, last.codes(), merge.known(), size);
      merge.add(records);
      merge.bound(records.size() >= size, records.isEmpty() ? 0 : records.getLast().sequence());
    }
    return merge.part();
  }

  /**
   * Adds to the deliveries that were open in memory those that other nodes have open or that were
   * recorded since.
   */
  private List<OpenDelivery> withOthers(
      DeliveryReader reader, NumberRange reach, Opened open, int size) throws SQLException {
    Map<Long, OpenDelivery> all = new TreeMap<>();
    open.deliveries().forEach(one -> all.put(one.sequence(), one));
    elsewhere
        .first(reader, webhooks, open.top(), reach, size)
        .forEach(one -> all.put(one.sequence(), one));
    return all.values().stream().sorted(OpenElsewhere.order(reach)).limit(size).toList();
  }

  /**
   * The parts of indexes that contain exactly the wanted rows; empty if there would be too many
   * parts.
   */
  private List<RowIndex> parts() {
    List<RowIndex> parts = new ArrayList<>();
    boolean ended = !states.contains(StateCodes.PENDING) && !states.contains(StateCodes.DELIVERED);
    for (int state : states) {
      if (webhooks.isEmpty() && ended) {
        parts.add(new RowIndex.OfState(state));
      } else if (webhooks.size() * states.size() <= PARTS_MAX) {
        webhooks.forEach(webhook -> parts.add(new RowIndex.OfWebhook(webhook, state)));
      }
    }
    return parts;
  }

  private Sql ofStates() {
    return states.size() == StateCodes.NAMES.size()
        ? Sql.NOTHING
        : Sql.of(
            states.stream()
                .map(String::valueOf)
                .collect(Collectors.joining(", ", " and d.state in (", ")")));
  }

  private Sql ofWebhooks() {
    return webhooks.isEmpty()
        ? Sql.NOTHING
        : context.dialect().among("d.webhook", List.copyOf(webhooks)).within(" and ", "");
  }

  /** Several streams in one order, as far as all of them are known. */
  private static final class Merge {

    private final NumberRange reach;
    private final Map<Long, StoredDelivery> found = new TreeMap<>();
    private boolean more;
    private long end;

    Merge(NumberRange reach) {
      this.reach = reach;
    }

    void add(List<StoredDelivery> some) {
      some.forEach(one -> found.put(one.sequence(), one));
    }

    /** Where a stream is not known behind its last one, nothing is. */
    void bound(boolean goesOn, long last) {
      if (goesOn) {
        end = !more ? last : reach.newestFirst() ? Math.max(end, last) : Math.min(end, last);
        more = true;
      }
    }

    /** How far all streams are known. */
    NumberRange known() {
      return more ? reach.upTo(end) : reach;
    }

    Part part() {
      NumberRange known = known();
      List<StoredDelivery> all = new ArrayList<>(found.values());
      all.removeIf(one -> !known.contains(one.sequence()));
      return new Part(reach.newestFirst() ? all.reversed() : all, more, end);
    }
  }
}
