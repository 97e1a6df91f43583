package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Up to which number nothing of an owner is open. Each commit that settles first attempts says so
 * in its own row of results; where such rows go away, the mark is kept before.
 */
final class Marks {

  private static final String KEPT =
      """
      select m.owner, m.resolved, (
        select r.resolved from {results} r where r.owner = m.owner order by r.number desc limit 1)
      from {marks} m
      """;

  /** Never recreates a mark that has ended: all that was purged of its owner would look open. */
  private static final String RAISE =
      "update {marks} set resolved = ? where owner = ? and resolved < ?";

  private static final String MOVE =
      "update {marks} set resolved = ? where owner = ? and resolved = ?";
  private static final String END = "delete from {marks} where owner = ? and resolved = ?";

  /** Of an owner that has nothing open: all that it recorded is a record, a row or purged. */
  static final long ALL_RESOLVED = Long.MAX_VALUE;

  private Marks() {}

  /** The mark of an owner. */
  static long of(Connection connection, long owner) throws SQLException {
    return all(connection).getOrDefault(owner, ALL_RESOLVED);
  }

  /** The marks of all owners that may have something open; nothing of all others is. */
  static Map<Long, Long> all(Connection connection) throws SQLException {
    Map<Long, Long> marks = new HashMap<>();
    Sql.each(
        connection,
        KEPT,
        row -> marks.put(row.getLong(1), Math.max(row.getLong(2), row.getLong(3))));
    return marks;
  }

  /** Begins to keep the mark of an owner that has recorded nothing yet. */
  static void begin(Connection connection, long owner, long resolved) throws SQLException {
    Sql.update(connection, "insert into {marks} (owner, resolved) values (?, ?)", owner, resolved);
  }

  /** An owner's stored mark, without its results; empty = it has none. */
  static Optional<Long> kept(Connection connection, long owner) throws SQLException {
    return Sql.first(connection, "select resolved from {marks} where owner = ?", Sql.NUMBER, owner);
  }

  /** Raises a mark, if it is still what was read: then no other node gives rows below it. */
  static boolean move(Connection connection, long owner, long from, long to) throws SQLException {
    return Sql.update(connection, MOVE, to, owner, from) == 1;
  }

  /**
   * Ends an owner's mark, since nothing of it is open any more; false if the mark has changed since
   * it was read.
   */
  static boolean end(Connection connection, long owner, long from) throws SQLException {
    return Sql.update(connection, END, owner, from) == 1;
  }

  /** Below which number nothing of other owners is open. */
  static long ofOthers(Connection connection, long owner) throws SQLException {
    long least = ALL_RESOLVED;
    for (Map.Entry<Long, Long> mark : all(connection).entrySet()) {
      least = mark.getKey() == owner ? least : Math.min(least, mark.getValue());
    }
    return least;
  }

  /** Keeps a mark, unless a greater one is kept. */
  static void raise(Connection connection, long owner, long resolved) throws SQLException {
    Sql.update(connection, RAISE, resolved, owner, resolved);
  }
}
