package dev.carillon.hooks.jdbc.transaction;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * The prepared statements of one connection that nobody uses at the moment, one for each text.
 * Texts are constants of the program; should somebody build them, the cache starts anew when it is
 * full.
 */
final class StatementCache {

  private static final int ENTRIES_MAX = 500;

  private final Connection connection;
  private final Map<String, PreparedStatement> idle = new HashMap<>();

  StatementCache(Connection connection) {
    this.connection = connection;
  }

  /** A statement with this text, for one user until it is given back. */
  Entry borrow(String sql) throws SQLException {
    PreparedStatement kept = idle.remove(sql);
    return new Entry(sql, kept == null ? connection.prepareStatement(sql) : kept);
  }

  /** Takes a statement back, as if it were new. */
  void giveBack(Entry entry) throws SQLException {
    PreparedStatement statement = entry.statement();
    if (entry.sql().isEmpty() || statement.isClosed()) {
      statement.close();
      return;
    }
    statement.clearBatch();
    statement.clearParameters();
    if (idle.size() >= ENTRIES_MAX) {
      clear();
    }
    PreparedStatement twin = idle.put(entry.sql(), statement);
    if (twin != null) {
      twin.close();
    }
  }

  private void clear() throws SQLException {
    for (PreparedStatement statement : idle.values()) {
      statement.close();
    }
    idle.clear();
  }

  /** A statement that will be closed when it is given back. */
  static Entry uncached(PreparedStatement statement) {
    return new Entry("", statement);
  }

  /** A statement and the text that it was made from; empty = not to be kept. */
  record Entry(String sql, PreparedStatement statement) {}
}
