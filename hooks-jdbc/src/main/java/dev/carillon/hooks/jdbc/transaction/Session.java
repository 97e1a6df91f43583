package dev.carillon.hooks.jdbc.transaction;

import dev.carillon.hooks.delivery.HooksException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** One connection in the hands of one thread, with what is prepared on it. */
final class Session {

  private final Connection connection;
  private final Faults faults;
  private final StatementCache statements;
  private final Gathering gathering = new Gathering();
  private final PreparedStatement savepoint;
  private final PreparedStatement release;
  private final PreparedStatement undo;

  Session(Connection connection, Faults faults) throws SQLException {
    this.connection = connection;
    this.faults = faults;
    this.statements = new StatementCache(connection);
    this.savepoint = connection.prepareStatement("savepoint caller");
    this.release = connection.prepareStatement("release savepoint caller");
    this.undo = connection.prepareStatement("rollback to savepoint caller");
  }

  /**
   * Runs them without savepoints until their time is over and writes what they gathered; how many
   * ran. If it is 0, one failed and the transaction must be rolled back.
   *
   * @throws SQLException if the transaction cannot go on
   */
  int runTogether(List<Task<?>> group) throws SQLException {
    long began = System.nanoTime();
    int done = 0;
    gathering.begin();
    try {
      while (done < group.size() && System.nanoTime() - began <= StoreThread.GROUP_NANOS_MAX) {
        Task<?> task = group.get(done);
        if (task.begin() && !run(task)) {
          return 0;
        }
        done++;
      }
      return wroteGathered() ? done : 0;
    } finally {
      gathering.end();
    }
  }

  private boolean wroteGathered() throws SQLException {
    Task<Boolean> write = new Task<>(gathering::write);
    if (!run(write)) {
      return false;
    }
    write.end();
    return write.await(Duration.ZERO);
  }

  /**
   * Runs a task so that, if it fails, it leaves nothing behind and the transaction goes on.
   *
   * @throws SQLException if the transaction cannot go on
   */
  void runWithin(Task<?> task) throws SQLException {
    savepoint.execute();
    if (!run(task) || !released(task)) {
      undo.execute();
      release.execute();
    }
  }

  /** False where the work hid an error after which the database takes nothing more. */
  private boolean released(Task<?> task) throws SQLException {
    try {
      release.execute();
      return true;
    } catch (SQLException failure) {
      if (faults.storeFaultIn(failure).isPresent() || faults.conflict(failure)) {
        throw failure;
      }
      task.failed(faults.refusal(failure));
      return false;
    }
  }

  /**
   * Runs a task; whether it came to its end.
   *
   * @throws SQLException if the transaction cannot go on
   */
  boolean run(Task<?> task) throws SQLException {
    LentConnection lent = new LentConnection(connection, statements, gathering);
    try {
      task.run(lent);
      lent.takeBack();
      return true;
    } catch (SQLException | RuntimeException | Error thrown) {
      if (faults.storeFaultIn(thrown).isPresent()) {
        throw new SQLException("the store failed in a caller's work", thrown);
      }
      lent.takeBack();
      if (faults.conflictIn(thrown)) {
        throw new SQLException("another transaction went first", thrown);
      }
      task.failed(thrown instanceof SQLException failure ? faults.refusal(failure) : thrown);
      return false;
    }
  }

  /**
   * Commits; false where a work hid an error for which the database undid everything instead.
   *
   * @throws HooksException if it is not known whether it did
   */
  boolean commit() throws SQLException {
    try {
      connection.commit();
      return true;
    } catch (SQLException failure) {
      if (faults.undone(failure)) {
        return false;
      }
      if (faults.leavesOpen(failure)) {
        throw new HooksException(
            HooksException.Code.OUTCOME_UNKNOWN,
            "the store was lost during a commit: " + failure.getMessage(),
            failure);
      }
      throw failure;
    }
  }

  void rollback() throws SQLException {
    connection.rollback();
  }

  /** Closes the connection; whatever was not committed is gone. */
  void close() throws SQLException {
    connection.close();
  }
}
