package dev.carillon.hooks.jdbc.transaction;

import dev.carillon.hooks.jdbc.TableNames;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** Opens connections, each with auto-commit switched off. */
@FunctionalInterface
public interface ConnectionSource {

  /** For as long as it works. */
  Duration FOR_EVER = Duration.ofNanos(Long.MAX_VALUE);

  /** A new connection, ready to be used; it comes back by {@link #close}. */
  Connection open() throws SQLException;

  /** Takes a connection back that {@link #open} gave; nothing of its transaction is committed. */
  default void close(Connection connection) throws SQLException {
    connection.close();
  }

  /** Where they come from: there may be no more of one origin than are in use. */
  default Object origin() {
    return this;
  }

  /** The names of the tables, for statements with markers. */
  default TableNames names() {
    return TableNames.PLAIN;
  }

  /** For how long a thread may keep one that it uses all the time. */
  default Duration keptAtMost() {
    return FOR_EVER;
  }

  /** For how long it may keep one that it does not use. */
  default Duration keptIdle() {
    return FOR_EVER;
  }
}
