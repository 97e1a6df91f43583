package dev.carillon.hooks.jdbc.transaction;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.delivery.HooksException.Code;
import dev.carillon.hooks.jdbc.DatabaseWork;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Writes on the callers' own threads, each work on a connection and in a transaction of its own: it
 * may take long, and what fails at its commit fails no other.
 *
 * @param source gives the connections
 * @param faults tells trouble of the store from mistakes in a statement
 */
public record SeparateWrites(ConnectionSource source, Faults faults) {

  private static final Logger LOG = System.getLogger(SeparateWrites.class.getName());

  /**
   * Runs the work and commits. Unchecked exceptions of the work come back as they are, after
   * everything it wrote was undone. A work that stood in the way of another transaction runs again.
   *
   * @throws HooksException if the store failed; with {@code OUTCOME_UNKNOWN} it may have been
   *     committed, with every other code it was not
   * @throws IllegalStateException if a statement or the commit was refused
   */
  public <T> T write(DatabaseWork<T> work) {
    Conflicts conflicts = new Conflicts();
    while (true) {
      try {
        return committed(work);
      } catch (SQLException refused) {
        if (!faults.conflictIn(refused)) {
          throw faults.refusal(refused);
        }
        if (!conflicts.mayTryAgain(false)) {
          throw new HooksException(
              Code.STORE_UNAVAILABLE,
              "other transactions went first, again and again: " + refused.getMessage(),
              refused);
        }
        conflicts.pause();
      }
    }
  }

  /**
   * One run.
   *
   * @throws SQLException if a statement or the commit was refused; nothing was written then
   */
  private <T> T committed(DatabaseWork<T> work) throws SQLException {
    Connection connection = open();
    try {
      T result = ran(work, connection);
      commit(connection);
      return result;
    } finally {
      giveBack(connection);
    }
  }

  private Connection open() {
    try {
      return source.open();
    } catch (SQLException failure) {
      throw faults.trouble(failure);
    }
  }

  private <T> T ran(DatabaseWork<T> work, Connection connection) throws SQLException {
    SeparateTransaction transaction = new SeparateTransaction(connection);
    try {
      T result = work.in(transaction.connection());
      transaction.end();
      return result;
    } catch (SQLException | RuntimeException | Error thrown) {
      end(transaction);
      if (faults.storeFaultIn(thrown).isPresent()) {
        throw faults.trouble(thrown);
      }
      if (faults.conflictIn(thrown)) {
        throw new SQLException("another transaction went first", thrown);
      }
      throw thrown;
    }
  }

  private void commit(Connection connection) throws SQLException {
    try {
      connection.commit();
    } catch (SQLException failure) {
      if (faults.leavesOpen(failure)) {
        throw new HooksException(
            Code.OUTCOME_UNKNOWN,
            "the store was lost during a commit: " + failure.getMessage(),
            failure);
      }
      if (faults.storeFaultIn(failure).isPresent()) {
        throw faults.trouble(failure);
      }
      throw failure;
    }
  }

  private static void end(SeparateTransaction transaction) {
    try {
      transaction.end();
    } catch (SQLException broken) {
      LOG.log(Level.DEBUG, "closing statements", broken);
    }
  }

  private void giveBack(Connection connection) {
    try {
      source.close(connection);
    } catch (SQLException broken) {
      LOG.log(Level.DEBUG, "giving a connection back", broken);
    }
  }
}
