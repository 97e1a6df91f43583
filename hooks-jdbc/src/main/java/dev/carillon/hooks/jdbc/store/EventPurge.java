package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.packed.EventDeliveries;
import dev.carillon.hooks.jdbc.packed.FirstAttempt;
import dev.carillon.hooks.jdbc.packed.OpenChanges;
import dev.carillon.hooks.jdbc.packed.OpenDelivery;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Removes events that no delivery needs any more: by range below everything that is open or a
 * record, where only rows may need one; and one by one where the last row of an older one went.
 *
 * <p>After a clock was ahead, records may end in the future, and stay until then. They keep only
 * their own events, so the purge goes on behind them.
 *
 * <p>Several nodes may purge at once. The positions up to which they have looked only grow; an
 * event is locked before they look whether a delivery needs it; what another node may have open
 * lies above its mark.
 */
final class EventPurge {

  private static final int AT_ONCE = 4_000;

  /** Events' numbers are never those of deliveries, and their ranges never overlap. */
  private static final String EVENT_OF = "select max(sequence) from {events} where sequence < ?";

  private static final String LAST_UP_TO =
      "select sequence, fan from {events} where sequence <= ? order by sequence desc limit 1";

  private static final String LOWEST =
      """
      select (select min(low) from {results} where ended_from <= ?),
        (select min(low) from {chunks} where +ended_from <= ?)
      """;

  /** Blocks of which all seem to have ended later than now. */
  private static final String ANY_AHEAD =
      """
      select 1 from {chunks} where ended_from > ?
      union all select 1 from {results} where ended_from > ? limit 1
      """;

  private static final String AHEAD =
      """
      select x.data from {chunks} c join {chunk_data} x on x.number = c.number
      where c.ended_from > ? and +c.high > ? and +c.low < ?
      union all
      select data from {results} where ended_from > ? and high > ? and low < ?
      """;
  private static final String BEHIND =
      "select coalesce(min(sequence), 9223372036854775807) from {events} where sequence > ?";
  private static final String LOCK =
      "select 1 from {events} where sequence > ? and sequence <= ? order by sequence";
  private static final String LOOKED = "select looked from {journal}";
  private static final String NEXT =
      """
      select max(case when recorded_at < ? or recorded_at > ? then sequence end), count(*) from (
        select sequence, recorded_at from {events}
        where sequence > ? and sequence <= ? order by sequence limit ?) as next
      """;
  private static final String UNNEEDED =
      """
      from {events}
      where sequence > ? and sequence <= ? and recorded_at < ?
        and not exists (select 1 from {deliveries} d where d.event = {events}.sequence)
        and not exists (select 1 from {held_events} h where h.event = {events}.sequence)
      """;
  private static final String ONE =
      """
      delete from {events} where sequence = ? and sequence <= ?
        and not exists (select 1 from {deliveries} d where d.event = {events}.sequence)
        and not exists (select 1 from {held_events} h where h.event = {events}.sequence)
      """;
  private static final String LOOKED_AT = "update {journal} set looked = ? where looked < ?";

  /** Readers of events that have not come so far may have missed some. */
  private static final String PURGED = "update {journal} set swept = ? where swept < ?";

  private static final String LOOK_AGAIN = "update {journal} set looked = 0";

  /** So often it is looked again at those that stayed. */
  private static final Duration AGAIN_EVERY = Duration.ofHours(1);

  private final StoreContext context;
  private Instant again;

  EventPurge(StoreContext context) {
    this.context = context;
    this.again = context.engineNow().plus(AGAIN_EVERY);
  }

  /** Whether there are records that seem to end in the future. */
  boolean isAhead(Connection connection, long now) throws SQLException {
    return Sql.any(connection, ANY_AHEAD, now, now);
  }

  /**
   * Removes some that were recorded before; whether more may be left.
   *
   * @param clear among those up to this number
   * @param ofRows the events of rows that were just removed
   */
  boolean step(Connection connection, Clear clear, long recordedBefore, List<Long> ofRows)
      throws SQLException {
    long looked = Sql.number(connection, LOOKED);
    long now = clear.now();
    boolean ahead = clear.ahead();
    Next next =
        Sql.first(
                connection,
                NEXT,
                row -> new Next(row.getLong(1), row.getInt(2) == AT_ONCE),
                recordedBefore,
                now,
                looked,
                clear.upTo(),
                AT_ONCE)
            .orElseThrow();
    long to = Math.max(looked, next.last());
    boolean more = next.more() && to > looked;
    long purged = 0;
    if (to > looked) {
      lock(connection, looked, to);
      Sql unneeded = Sql.of(UNNEEDED, looked, to, recordedBefore);
      if (ahead) {
        List<Long> kept = List.copyOf(neededAhead(connection, now, looked, to));
        unneeded =
            unneeded.then(context.dialect().among("sequence", kept).within("and not (", ")"));
      }
      purged = unneeded.within("select max(sequence) ", "").number(connection);
      Sql.update(connection, "delete " + unneeded.text(), unneeded.values().toArray());
      Sql.update(connection, LOOKED_AT, to, to);
    }
    if (context.engineNow().isAfter(again)) {
      // an embedder's own transaction may have committed late what no webhook wants
      again = context.engineNow().plus(AGAIN_EVERY);
      Sql.update(connection, LOOK_AGAIN);
    }
    TreeSet<Long> last = new TreeSet<>(ofRows);
    if (ahead) {
      for (long event : ofRows) {
        last.removeAll(neededAhead(connection, now, event - 1, event));
      }
    }
    purged = Math.max(purged, removeOneByOne(connection, last, to));
    if (purged > 0) {
      Sql.update(connection, PURGED, purged, purged);
    }
    long first = Sql.number(connection, "select coalesce(min(sequence), ?) from {events}", to);
    return EventSubjectIndex.forget(connection, first, to) || more;
  }

  /**
   * No deliveries are added to these events from now on, and what was added before is seen by every
   * later statement: one that waits for a row does not look again for others.
   */
  private void lock(Connection connection, long from, long to) throws SQLException {
    String await = context.dialect().forUpdate();
    if (!await.isEmpty()) {
      Sql.any(connection, LOCK + await, from, to);
    }
  }

  /** Of these events, those of which a record seems to end in the future. */
  private static Set<Long> neededAhead(Connection connection, long now, long after, long upTo)
      throws SQLException {
    Set<Long> needed = new HashSet<>();
    long behind = Sql.number(connection, BEHIND, upTo);
    Sql.each(
        connection,
        AHEAD,
        row -> {
          for (FirstAttempt one : FirstAttempt.readAll(row.getBytes(1))) {
            if (one.event() > after && one.event() <= upTo) {
              needed.add(one.event());
            }
          }
        },
        now,
        after,
        behind,
        now,
        after,
        behind);
    return needed;
  }

  /** The greatest of those that were removed. */
  private long removeOneByOne(Connection connection, SortedSet<Long> events, long looked)
      throws SQLException {
    long greatest = 0;
    for (long event : events) {
      lock(connection, event - 1, event);
      if (Sql.update(connection, ONE, event, looked) > 0) {
        greatest = Math.max(greatest, event);
      }
    }
    return greatest;
  }

  /**
   * The number up to which no event has anything open or a record, but those that seem to end in
   * the future.
   */
  Clear clear(Connection connection, OpenChanges changes) throws SQLException {
    long now = Columns.micros(context.engineNow());
    // before the records are read: what is resolved below these marks is among them then
    long below = belowOthers(connection);
    boolean ahead = isAhead(connection, now);
    long lowest =
        Sql.first(
                connection,
                LOWEST,
                row -> {
                  long unfiled = row.getLong(1);
                  long low = row.wasNull() ? Long.MAX_VALUE : unfiled;
                  long filed = row.getLong(2);
                  return row.wasNull() ? low : Math.min(low, filed);
                },
                now,
                now)
            .orElse(Long.MAX_VALUE);
    List<OpenDelivery> oldest = changes.oldest(Long.MAX_VALUE, 1);
    if (!oldest.isEmpty()) {
      lowest = Math.min(lowest, oldest.getFirst().sequence());
    }
    long most = Math.min(changes.floor(), below);
    long upTo =
        lowest == Long.MAX_VALUE
            ? most
            : Math.min(most, Sql.number(connection, EVENT_OF, lowest) - 1);
    return new Clear(upTo, ahead, now);
  }

  /**
   * The number up to which other nodes have nothing open of any event: some deliveries of the last
   * one may lie above a mark.
   */
  private long belowOthers(Connection connection) throws SQLException {
    long others = Marks.ofOthers(connection, context.owner());
    return others == Marks.ALL_RESOLVED
        ? others
        : Sql.first(
                connection,
                LAST_UP_TO,
                row ->
                    row.getLong(1) + EventDeliveries.read(row.getBytes(2)).count() <= others
                        ? others
                        : row.getLong(1) - 1,
                others)
            .orElse(others);
  }

  /**
   * How far events have nothing open and no records.
   *
   * @param ahead whether some may have records all the same, which seem to end in the future
   * @param now when this was so
   */
  record Clear(long upTo, boolean ahead, long now) {

    Clear below(long number) {
      return new Clear(Math.min(upTo, number - 1), ahead, now);
    }
  }

  /**
   * The next events.
   *
   * @param last the last of them that was recorded before, or seems to be in the future; 0 = none
   * @param more whether there may be others behind them
   */
  private record Next(long last, boolean more) {}
}
