package dev.carillon.hooks.jdbc.transaction;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** What a work has of a connection that no other work uses: the connection itself, guarded. */
final class SeparateTransaction extends ConnectionLoan {

  private final Connection behind;
  private final ConnectionGuard guard;

  SeparateTransaction(Connection behind) {
    this.behind = behind;
    this.guard = new ConnectionGuard(this, behind);
  }

  /** What the caller's work gets. */
  Connection connection() {
    return guard.connection();
  }

  /** The driver, or the pool, keeps what it prepares. */
  @Override
  PreparedStatement take(String text) throws SQLException {
    return behind.prepareStatement(text);
  }

  @Override
  void giveBack(String text, PreparedStatement statement) throws SQLException {
    statement.close();
  }

  @Override
  void end() throws SQLException {
    super.end();
    guard.closeStatements();
  }
}
