package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;

/** Keeps events from being swept while something is added to them. */
final class KeptEvents {

  private final String kept;

  KeptEvents(Dialect wording) {
    this.kept = "select 1 from events where sequence = ?" + wording.locks().keep();
  }

  /** Whether an event is still there, and stays until this transaction ends. */
  boolean keep(Connection connection, long event) throws SQLException {
    return Sql.any(connection, kept, event);
  }
}
