package dev.carillon.hooks.jdbc.transaction;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;

/** The loan of a connection to one work, for as long as that runs. */
public abstract sealed class ConnectionLoan permits Transaction, SeparateTransaction {

  private boolean ended;

  ConnectionLoan() {}

  /** The loan that this connection is of; empty where an embedder has made the connection. */
  public static Optional<ConnectionLoan> find(Connection connection) throws SQLException {
    if (connection instanceof ConnectionGuard.Lent lent) {
      return Optional.of(lent.loan());
    }
    return connection.isWrapperFor(ConnectionLoan.class)
        ? Optional.of(connection.unwrap(ConnectionLoan.class))
        : Optional.empty();
  }

  /** A statement with this text, for one user until it is given back. */
  abstract PreparedStatement take(String text) throws SQLException;

  /** Takes a statement back that {@link #take} gave. */
  abstract void giveBack(String text, PreparedStatement statement) throws SQLException;

  boolean ended() {
    return ended;
  }

  void checkOpen() {
    if (ended) {
      throw new IllegalStateException("the connection was lent for one task, which has ended");
    }
  }

  /** Ends the loan. */
  void end() throws SQLException {
    ended = true;
  }
}
