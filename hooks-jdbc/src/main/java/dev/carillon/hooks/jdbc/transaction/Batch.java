package dev.carillon.hooks.jdbc.transaction;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * What the works of one group leave to be written together, once all of them have run: one round
 * trip instead of one for each.
 */
public interface Batch {

  /**
   * Writes all of it.
   *
   * @return false where something stands in the way: then everything is undone, and the works run
   *     again one by one, each writing for itself
   */
  boolean write(Connection connection) throws SQLException;
}
