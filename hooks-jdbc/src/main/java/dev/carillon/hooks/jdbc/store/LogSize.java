package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.LogRetention.Surplus;
import dev.carillon.hooks.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Finds how much of the log is too much. What a delivery takes is estimated from the latest ones,
 * with what belongs to them; how many there are is counted.
 */
final class LogSize {

  /** No more than this is found to be too much at once, so that counting has an end. */
  private static final int SURPLUS_MAX = 1_000_000;

  private static final String SAMPLE =
      """
      with sample as (
        select sequence, event, payload from deliveries order by sequence desc limit 300)
      select (select count(*) from sample),
        (select coalesce(sum(length(p.bytes) + 50), 0) from payloads p
          where p.sequence in (select payload from sample))
        + (select coalesce(sum(length(e.snapshot) + 250), 0) from events e
          where e.sequence in (select event from sample))
        + (select coalesce(sum(
            coalesce(length(a.body), 0) + coalesce(length(a.headers), 0) + 300), 0)
          from attempts a where a.delivery in (select sequence from sample))
      """;

  private static final String ENDED =
      """
      select count(*) from (
        select 1 from deliveries where ended_at is not null order by ended_at limit ?) as ended
      """;

  private static final String LAST_OF_SURPLUS =
      """
      select ended_at from deliveries where ended_at is not null
      order by ended_at limit 1 offset ?
      """;

  private LogSize() {}

  /**
   * How much of what has ended is too much.
   *
   * @param rowBytes what a delivery's own row and its entries in indexes take
   */
  static Surplus surplus(Connection connection, long bytesMax, int rowBytes) throws SQLException {
    long allowed = Math.max(bytesMax / (rowBytes + bytesBeside(connection)), 1);
    long surplus =
        allowed > Integer.MAX_VALUE
            ? 0
            : Sql.number(connection, ENDED, allowed + SURPLUS_MAX) - allowed;
    return surplus <= 0
        ? Surplus.NONE
        : new Surplus(
            Columns.instant(Sql.number(connection, LAST_OF_SURPLUS, surplus - 1) + 1), surplus);
  }

  /** What belongs to a delivery beside its own row. */
  private static long bytesBeside(Connection connection) throws SQLException {
    return Sql.first(connection, SAMPLE, row -> row.getLong(2) / Math.max(row.getLong(1), 1))
        .orElseThrow();
  }
}
