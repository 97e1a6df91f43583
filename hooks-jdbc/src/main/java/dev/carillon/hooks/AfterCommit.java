package dev.carillon.hooks;

import java.sql.Connection;

/**
 * Tells when a transaction is committed, where a transaction manager knows. With it deliveries
 * start right after the commit; without it they start some milliseconds later, since the committed
 * event has to be looked for.
 */
@FunctionalInterface
public interface AfterCommit {

  /** Never tells. */
  AfterCommit UNKNOWN = (connection, task) -> false;

  /**
   * Arranges for a task to run once the present transaction of this connection is committed, and
   * not to run if it is rolled back. The task is quick and throws nothing.
   *
   * @param connection the one that was given to {@link EventPublisher#publish}
   * @return false if this cannot tell when that transaction is committed: then the task is never
   *     run by it
   */
  boolean register(Connection connection, Runnable task);
}
