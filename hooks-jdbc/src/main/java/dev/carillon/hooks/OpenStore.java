package dev.carillon.hooks;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.SqlSigningKeys;
import dev.carillon.hooks.jdbc.Store;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;

/**
 * The opened store of a {@link Hooks}, with its tables made.
 *
 * @param signingKeys sign by Ed25519, for webhooks that ask for it
 * @param node what others know this process by
 * @param wallClock gives events and attempts their times
 */
record OpenStore(
    Database database,
    Store store,
    SqlSigningKeys signingKeys,
    String node,
    InstantSource wallClock)
    implements AutoCloseable {

  static final String LENT_ONLY =
      "on SQLite, publish works only on the connection that transaction(…) lends, because the"
          + " file has one writer: do the work of your transaction there";

  /** Whether events can be published in transactions that the host began. */
  boolean ownTransactions() {
    return database.dialect().shared();
  }

  /**
   * Checks that events can be recorded in a transaction that the host began.
   *
   * @throws IllegalStateException if they cannot
   */
  void checkOwn(Connection connection) throws SQLException {
    if (!ownTransactions()) {
      throw new IllegalStateException(LENT_ONLY);
    }
    if (connection.getAutoCommit()) {
      throw new IllegalStateException(
          "publish needs a transaction, and the connection is in auto-commit mode: call"
              + " setAutoCommit(false) before, or use transaction(…)");
    }
    if (connection.isReadOnly()) {
      throw new IllegalStateException(
          "publish writes, and the connection is read-only: use a transaction that may write");
    }
  }

  @Override
  public void close() {
    database.close();
  }
}
