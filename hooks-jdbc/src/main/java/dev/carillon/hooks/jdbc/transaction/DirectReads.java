package dev.carillon.hooks.jdbc.transaction;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.jdbc.DatabaseWork;
import java.sql.SQLException;

/** Reads on the caller's own thread, each on a connection that is opened for it. */
public record DirectReads(ConnectionSource source, Faults faults) {

  /**
   * Runs the work in a transaction that is never committed.
   *
   * @throws HooksException if the store failed
   * @throws IllegalStateException if a statement was wrong
   */
  public <T> T read(DatabaseWork<T> work) {
    Task<T> task = new Task<>(work);
    Conflicts conflicts = new Conflicts();
    while (!ran(task, conflicts)) {
      conflicts.pause();
    }
    task.end();
    return task.await();
  }

  /** False where another transaction got in the way and the task has to run again. */
  private boolean ran(Task<?> task, Conflicts conflicts) {
    try (Session session = Session.open(source, faults)) {
      session.run(task);
      session.rollback();
      return true;
    } catch (SQLException failure) {
      boolean locked = faults.storeFaultIn(failure).isPresent();
      if (faults.conflictIn(failure) && conflicts.mayTryAgain(locked)) {
        return false;
      }
      throw faults.trouble(failure);
    }
  }
}
