package dev.carillon.hooks;

import dev.carillon.hooks.event.Event;
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
  void afterCommit(Connection connection, Event.Id event) throws SQLException {
    Runnable task = () -> engine.committed(event);
    if (!CommitNotifyingConnection.register(connection, task)
        && !afterCommit.register(connection, task)) {
      search.add(event);
    }
  }

  @Override
  public void close() {
    search.close();
  }
}
