package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.packed.Open;
import dev.carillon.hooks.jdbc.packed.OpenChanges;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;

/**
 * Removes events that no delivery needs any more: by range below everything that is open or a
 * record, where only rows may need one; and one by one where the last row of an older one went.
 */
final class EventPurge {

  private static final int AT_ONCE = 4_000;

  /** Events' numbers are never those of deliveries, and their ranges never overlap. */
  private static final String EVENT_OF = "select max(sequence) from events where sequence < ?";

  private static final String LOWEST =
      "select (select min(low) from results), (select min(low) from chunks)";
  private static final String LOCK =
      "select 1 from events where sequence > ? and sequence <= ? order by sequence";
  private static final String LOOKED = "select looked from journal";
  private static final String NEXT =
      """
      select max(case when recorded_at < ? then sequence end), count(*) from (
        select sequence, recorded_at from events
        where sequence > ? and sequence <= ? order by sequence limit ?) as next
      """;
  private static final String UNNEEDED =
      """
      from events
      where sequence > ? and sequence <= ? and recorded_at < ?
        and not exists (select 1 from deliveries d where d.event = events.sequence)
      """;
  private static final String ONE =
      """
      delete from events where sequence = ? and sequence <= ?
        and not exists (select 1 from deliveries d where d.event = events.sequence)
      """;
  private static final String LOOKED_AT = "update journal set looked = ? where looked < ?";

  /** Readers of events that have not come so far may have missed some. */
  private static final String SWEPT = "update journal set swept = ? where swept < ?";

  private static final String LOOK_AGAIN = "update journal set looked = 0";

  /** So often it is looked again at those that stayed. */
  private static final Duration AGAIN_EVERY = Duration.ofHours(1);

  private final StoreContext context;
  private Instant again;

  EventPurge(StoreContext context) {
    this.context = context;
    this.again = context.engineNow().plus(AGAIN_EVERY);
  }

  /**
   * Removes some that were recorded before; whether more may be left.
   *
   * @param ofRows the events of rows that were just removed
   */
  boolean step(Connection connection, OpenChanges changes, long recordedBefore, List<Long> ofRows)
      throws SQLException {
    long looked = Sql.number(connection, LOOKED);
    long clear = clear(connection, changes);
    Next next =
        Sql.first(
                connection,
                NEXT,
                row -> new Next(row.getLong(1), row.getInt(2) == AT_ONCE),
                recordedBefore,
                looked,
                clear,
                AT_ONCE)
            .orElseThrow();
    long to = Math.max(looked, next.last());
    boolean more = next.more() && to > looked;
    long swept = 0;
    if (to > looked) {
      lock(connection, looked, to);
      Object[] range = {looked, to, recordedBefore};
      swept = Sql.number(connection, "select max(sequence) " + UNNEEDED, range);
      Sql.update(connection, "delete " + UNNEEDED, range);
      Sql.update(connection, LOOKED_AT, to, to);
    }
    if (context.engineNow().isAfter(again)) {
      // an embedder's own transaction may have committed late what nobody wants
      again = context.engineNow().plus(AGAIN_EVERY);
      Sql.update(connection, LOOK_AGAIN);
    }
    swept = Math.max(swept, removeOneByOne(connection, ofRows, to));
    if (swept > 0) {
      Sql.update(connection, SWEPT, swept, swept);
    }
    long first = Sql.number(connection, "select coalesce(min(sequence), ?) from events", to);
    return EventSubjects.forget(connection, Math.min(to, first)) || more;
  }

  /**
   * Nobody adds deliveries to these events from now on, and what was added before is seen by every
   * later statement: one that waits for a row does not look again for others.
   */
  private void lock(Connection connection, long from, long to) throws SQLException {
    String await = context.dialect().forUpdate();
    if (!await.isEmpty()) {
      Sql.any(connection, LOCK + await, from, to);
    }
  }

  /** The greatest of those that were removed. */
  private long removeOneByOne(Connection connection, List<Long> events, long looked)
      throws SQLException {
    long greatest = 0;
    for (long event : new TreeSet<>(events)) {
      lock(connection, event - 1, event);
      if (Sql.update(connection, ONE, event, looked) > 0) {
        greatest = Math.max(greatest, event);
      }
    }
    return greatest;
  }

  /** The number up to which no event has anything open or a record. */
  private long clear(Connection connection, OpenChanges changes) throws SQLException {
    long lowest =
        Sql.first(
                connection,
                LOWEST,
                row -> {
                  long unfiled = row.getLong(1);
                  long low = row.wasNull() ? Long.MAX_VALUE : unfiled;
                  long filed = row.getLong(2);
                  return row.wasNull() ? low : Math.min(low, filed);
                })
            .orElse(Long.MAX_VALUE);
    List<Open> oldest = changes.oldest(Long.MAX_VALUE, 1);
    if (!oldest.isEmpty()) {
      lowest = Math.min(lowest, oldest.getFirst().sequence());
    }
    long most = Math.min(changes.floor(), Marks.ofOthers(connection, context.owner()));
    return lowest == Long.MAX_VALUE
        ? most
        : Math.min(most, Sql.number(connection, EVENT_OF, lowest) - 1);
  }

  /**
   * The next events.
   *
   * @param last the last of them that was recorded before; 0 = none
   * @param more whether there may be others behind them
   */
  private record Next(long last, boolean more) {}
}
