package dev.carillon.hooks.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * What one caller does with a connection that is lent to it. It must not commit, roll back or
 * close: the lender does. It may run more than once, where its transaction was undone for the sake
 * of others: whatever it does beside the connection, it must be able to do twice.
 *
 * @param <T> what it finds out
 */
@FunctionalInterface
public interface DatabaseWork<T> {

  /** Does it. Whatever is thrown undoes everything that this work wrote, and nothing else. */
  T in(Connection connection) throws SQLException;
}
