package dev.carillon.hooks.jdbc.sqlite;

import dev.carillon.hooks.delivery.FoldedText;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.Function;

/**
 * SQLite compares letters without case within ASCII only: a function of ours does it for all. Each
 * connection has its own, and calls it from one thread at a time.
 */
final class FoldedContains extends Function {

  /** As a statement calls it. */
  static final String CONDITION = "carillon_folded_contains(%1$s, ?) = 1";

  private static final String NAME = "carillon_folded_contains";

  private @Nullable FoldedText last;

  private FoldedContains() {}

  /** Makes it known to a connection. */
  static void addTo(Connection connection) throws SQLException {
    Function.create(connection, NAME, new FoldedContains(), 2, FLAG_DETERMINISTIC);
  }

  @Override
  protected void xFunc() throws SQLException {
    byte[] bytes = value_blob(0);
    result(bytes != null && wanted(value_text(1)).in(bytes) ? 1 : 0);
  }

  private FoldedText wanted(String text) {
    FoldedText wanted = last;
    if (wanted == null || !wanted.text().equals(text)) {
      wanted = new FoldedText(text);
      last = wanted;
    }
    return wanted;
  }
}
