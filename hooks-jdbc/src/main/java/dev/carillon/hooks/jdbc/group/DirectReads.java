package dev.carillon.hooks.jdbc.group;

import dev.carillon.hooks.HooksException;
import dev.carillon.hooks.jdbc.Work;
import java.sql.Connection;
import java.sql.SQLException;

/** Reads on the caller's own thread, each on a connection that is opened for it. */
public record DirectReads(ConnectionSource source, Faults faults) {

  /**
   * Runs the work in a transaction that is never committed.
   *
   * @throws HooksException if the store failed
   * @throws IllegalStateException if a statement was wrong
   */
  public <T> T read(Work<T> work) {
    Task<T> task = new Task<>(work);
    try (Connection connection = source.open()) {
      Session session = new Session(connection, faults);
      session.run(task);
      session.rollback();
    } catch (SQLException failure) {
      throw faults
          .storeFaultIn(failure)
          .orElseGet(
              () ->
                  new HooksException(
                      HooksException.Code.STORE_UNAVAILABLE,
                      "the store failed: " + failure.getMessage(),
                      failure));
    }
    task.end();
    return task.await();
  }
}
