package dev.carillon.server.platform.http;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Is notified, in the same transaction, that a user leaves or has a new password: for those who
 * keep something of users.
 */
@FunctionalInterface
public interface AccountListener {

  /**
   * The user may not use the server any more, until an administrator enables the user again. To be
   * overridden by whatever lets the user in without asking whether the user is enabled.
   */
  default void disabled(Connection connection, String userId, String username)
      throws SQLException {}

  /**
   * The user has a new password. What was made to set the old one ends in any case.
   *
   * @param all whether all other credentials of this user end too
   */
  default void passwordChanged(Connection connection, String userId, String username, boolean all)
      throws SQLException {}

  /** The user is about to be removed. */
  void removed(Connection connection, String userId, String username) throws SQLException;
}
