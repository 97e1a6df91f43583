package dev.carillon.hooks.jdbc.transaction;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * What a transaction will change in memory once it is committed. It is undone as far as the
 * transaction is, thrown away where that is rolled back, and takes effect after the commit, before
 * any caller is answered. All on the transaction's thread.
 */
public interface CommitEffects {

  /** How much there is now: for {@link #undoTo}. */
  int mark();

  /**
   * Forgets what came after a mark, since the database has undone it.
   *
   * @param mark 0 = everything is undone
   */
  void undoTo(int mark);

  /**
   * Writes what is to be locked as shortly as possible: nothing else is written after it. Must not
   * ask for effects of its own.
   */
  default void beforeCommit(Connection connection) throws SQLException {
    // most only change memory
  }

  /** The transaction is committed. */
  void committed();

  /** It is not known whether the transaction was committed: memory has to be read anew. */
  void unknown();
}
