package dev.carillon.hooks.jdbc.transaction;

import dev.carillon.hooks.jdbc.TableNames;
import java.sql.Connection;
import java.sql.SQLException;

/** Opens connections, each with auto-commit switched off. */
@FunctionalInterface
public interface ConnectionSource {

  /** A new connection, ready to be used; the caller closes it. */
  Connection open() throws SQLException;

  /** What statements with markers find on them. */
  default TableNames names() {
    return TableNames.PLAIN;
  }
}
