package dev.carillon.server.auth;

import java.sql.Connection;
import java.sql.SQLException;

/** Whoever keeps something for users hears in the same transaction that one of them leaves. */
public interface Leaving {

  /** The user may not use the server any more, until somebody enables the user again. */
  void disabled(Connection connection, String userId, String username) throws SQLException;

  /** The user is about to be removed. */
  void removed(Connection connection, String userId, String username) throws SQLException;
}
