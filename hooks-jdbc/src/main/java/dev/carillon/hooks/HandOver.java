package dev.carillon.hooks;

import dev.carillon.hooks.delivery.Receipt;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Hands what was published to the engine once it is committed: where a connection or a transaction
 * manager tells of the commit, at once; else after the event was found in the store.
 */
final class HandOver implements AutoCloseable {

  private final RunningEngine engine;
  private final AfterCommit afterCommit;
  private final CommitSearch search;

  HandOver(RunningEngine engine, AfterCommit afterCommit, CommitSearch search) {
    this.engine = engine;
    this.afterCommit = afterCommit;
    this.search = search;
  }

  /** Waits for nothing. */
  void afterCommit(Connection connection, Receipt receipt) throws SQLException {
    Runnable task = () -> engine.committed(receipt);
    if (!TellingConnection.register(connection, task) && !afterCommit.register(connection, task)) {
      search.add(receipt);
    }
  }

  @Override
  public void close() {
    search.close();
  }
}
