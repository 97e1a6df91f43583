package dev.carillon.hooks.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

/** A batch of deliveries that was read and rendered, and is yet to be written. */
public interface PreparedRecovery {

  /** How many deliveries it holds. */
  int count();

  /** The place that the reading has come to: the next batch begins after it. */
  long reached();

  /** Whether there is nothing after it. */
  boolean last();

  /**
   * Makes them pending and due now, in the caller's transaction.
   *
   * @return how many; the others were recovered by somebody else meanwhile
   */
  int write(Connection connection) throws SQLException;
}
