package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * A range of numbers whose events, attempts and subjects lie in tables of their own.
 *
 * @param low the first number; of the first range, which has all numbers below its end, 0
 * @param high the first number behind it
 * @param byRows whether old rows of it are removed one by one in any case
 */
record Partition(long low, long high, boolean byRows) {

  /** Ranges begin and end at multiples of this: the unit that subjects are entered by. */
  static final long BLOCK = 1L << 20;

  /** The log is divided into so many ranges, or up to twice as many. */
  private static final long RANGES = 16;

  /** No range is larger than this, however large the log is. */
  private static final long LARGEST = BLOCK << 12;

  /**
   * A range is left to be dropped whole only where the log is so many times as long: by no more
   * than that part of it does the log outgrow its limits.
   */
  private static final long PARTS_MIN = 8;

  private static final String BOUNDS =
      "select low, high, by_rows from {log_partitions} order by low";

  /** Only who owns all tables may change them; those that are made get the same owner. */
  private static final String OWNED =
      """
      select bool_and(pg_has_role(relowner, 'usage')
        and has_schema_privilege(relnamespace, 'create')
        and has_schema_privilege(relowner, relnamespace, 'create'))
      from pg_class
      where oid in (
        select unnest(array[inhrelid, inhparent]) from pg_inherits
        where inhparent in (
          '{events}'::regclass, '{attempts}'::regclass, '{event_subjects}'::regclass))
      """;

  /** All of them but the one without an end, in their order. */
  static List<Partition> all(Connection connection) throws SQLException {
    boolean owned = owned(connection);
    return Sql.list(
        connection,
        BOUNDS,
        row -> new Partition(row.getLong(1), row.getLong(2), row.getBoolean(3) || !owned));
  }

  /** Whether this connection's role may make ranges and drop them. */
  static boolean owned(Connection connection) throws SQLException {
    return Sql.first(connection, OWNED, row -> row.getBoolean(1)).orElse(false);
  }

  /**
   * The one to follow these.
   *
   * @param newest the greatest number that has been given
   * @param times how many times as long as usual it is to be behind that number
   */
  static Partition following(List<Partition> all, long newest, long times) {
    long length = newest - all.get(Math.min(1, all.size() - 1)).low();
    long size = Math.clamp(Long.highestOneBit(Math.max(1, length / RANGES)), BLOCK, LARGEST);
    long low = all.getLast().high();
    long given = (newest / BLOCK + 1) * BLOCK;
    return new Partition(low, Math.max(low, given) + times * size, false);
  }

  /** Whether one is to follow this last one soon: half of it before it is needed. */
  boolean halfFull(long newest) {
    return high - newest <= (high - low) / 2;
  }

  /** Whether its old rows are left where they are until its tables are dropped. */
  boolean goesWhole(long newest) {
    return !byRows && (high - low) * PARTS_MIN <= newest - low;
  }
}
