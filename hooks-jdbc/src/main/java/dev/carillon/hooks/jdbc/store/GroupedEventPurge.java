package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * Removes rows of {@code grouped_events} whose carriers were purged. It goes from carrier to
 * carrier, since one that is kept for long says nothing of those behind it: each step looks at the
 * first ones, of which most go, and at some behind those that the last step looked at.
 */
final class GroupedEventPurge {

  /** So many carriers are looked at from one place, and so many rows go. */
  private static final int CARRIERS_MAX = 1_000;

  private static final int ROWS_MAX = 5_000;

  private static final String CARRIERS =
      """
      with recursive c (carrier, number) as (
        select (select min(carrier) from {grouped_events} where carrier > ?), 1
        union all
        select (select min(g.carrier) from {grouped_events} g where g.carrier > c.carrier),
          number + 1
        from c where number < ? and carrier is not null)
      select c.carrier, (select e.sequence from {events} e where e.sequence = c.carrier) as kept
      from c where c.carrier is not null order by c.number
      """;
  private static final String FORGET =
      """
      delete from {grouped_events} where (event, webhook, delivery) in (
        select event, webhook, delivery from {grouped_events} where\
      """;

  private long looked = -1;

  /** Removes some; whether more may be left. */
  boolean step(Dialect dialect, Connection connection) throws SQLException {
    List<Carrier> first = carriers(connection, -1);
    int removed = forget(dialect, connection, first, ROWS_MAX);
    if (first.size() == CARRIERS_MAX && removed < ROWS_MAX) {
      List<Carrier> next = carriers(connection, Math.max(looked, first.getLast().number()));
      removed += forget(dialect, connection, next, ROWS_MAX - removed);
      if (removed < ROWS_MAX) {
        looked = next.size() == CARRIERS_MAX ? next.getLast().number() : -1;
      }
    }
    return removed > 0;
  }

  private static List<Carrier> carriers(Connection connection, long behind) throws SQLException {
    return Sql.list(connection, CARRIERS, Carrier::read, behind, CARRIERS_MAX);
  }

  /** How many rows went. */
  private static int forget(
      Dialect dialect, Connection connection, List<Carrier> carriers, int limit)
      throws SQLException {
    List<Long> gone = carriers.stream().filter(one -> !one.kept()).map(Carrier::number).toList();
    if (gone.isEmpty()) {
      return 0;
    }
    Sql some =
        Sql.of(FORGET)
            .then(dialect.among("carrier", gone).within(" ", ""))
            .then(" limit ?)", limit);
    return Sql.update(connection, some.text(), some.values().toArray());
  }

  /**
   * An event that carries others.
   *
   * @param number its number
   * @param kept whether it is there
   */
  private record Carrier(long number, boolean kept) {

    static Carrier read(ResultSet row) throws SQLException {
      return new Carrier(row.getLong("carrier"), row.getObject("kept") != null);
    }
  }
}
