package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * Up to which number nothing of an owner is open. Each commit that settles first tries says so in
 * its own row of results; where such rows go away, the mark is kept before.
 */
final class Marks {

  private static final String KEPT = "select owner, resolved from marks";
  private static final String LAST =
      "select resolved from results where owner = ? order by number desc limit 1";
  private static final String RAISE =
      """
      insert into marks (owner, resolved) values (?, ?)
      on conflict (owner) do update set resolved = excluded.resolved
      where excluded.resolved > marks.resolved
      """;

  /** All that this owner has recorded is open, a record, a row or purged, but nothing is open. */
  private static final long ALL_RESOLVED = Long.MAX_VALUE;

  private Marks() {}

  /** The mark of an owner. */
  static long of(Connection connection, long owner) throws SQLException {
    return all(connection).getOrDefault(owner, ALL_RESOLVED);
  }

  /** The marks of all owners that may have something open; nothing of all others is. */
  static Map<Long, Long> all(Connection connection) throws SQLException {
    Map<Long, Long> marks = new HashMap<>();
    Sql.each(connection, KEPT, row -> marks.put(row.getLong(1), row.getLong(2)));
    for (Map.Entry<Long, Long> mark : marks.entrySet()) {
      long last = Sql.number(connection, LAST, mark.getKey());
      mark.setValue(Math.max(mark.getValue(), last));
    }
    return marks;
  }

  /** Keeps a mark, unless a greater one is kept. */
  static void raise(Connection connection, long owner, long resolved) throws SQLException {
    Sql.update(connection, RAISE, owner, resolved);
  }
}
