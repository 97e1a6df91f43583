package dev.carillon.hooks.jdbc.transaction;

import dev.carillon.hooks.jdbc.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One work's part of a transaction of the store's writer, or of one that only reads; a connection
 * in an embedder's own transaction has none. For as long as the work runs it has the connection,
 * guarded, and the statements that are prepared on it.
 */
public final class Transaction extends ConnectionLoan implements Sql.Cache {

  private final Session session;
  private final ConnectionGuard guard;

  Transaction(Session session, Connection connection) {
    this.session = session;
    this.guard = new ConnectionGuard(this, connection);
  }

  /** The part that this connection is lent for; empty for an embedder's own, or a separate one. */
  public static Optional<Transaction> of(Connection connection) throws SQLException {
    if (connection instanceof ConnectionGuard.Lent lent) {
      return lent.loan() instanceof Transaction transaction
          ? Optional.of(transaction)
          : Optional.empty();
    }
    return connection.isWrapperFor(Transaction.class)
        ? Optional.of(connection.unwrap(Transaction.class))
        : Optional.empty();
  }

  /** Whether a work may leave something to {@link #batch}; else it writes for itself. */
  public boolean batching() {
    return session.batching();
  }

  /** The batch of this type that the group shares; made where there is none yet. */
  public <B extends Batch> B batch(Class<B> type, Supplier<B> make) {
    checkOpen();
    return session.batch(type, make);
  }

  /** What this type changes in memory once the transaction is committed; made where none is yet. */
  public <E extends CommitEffects> E effects(Class<E> type, Supplier<E> make) {
    checkOpen();
    return session.effects(type, make);
  }

  /** Whether somebody in it has asked for such effects. */
  public boolean has(Class<? extends CommitEffects> type) {
    return session.has(type);
  }

  @Override
  public <T> T run(String text, Sql.Use<T> use) throws SQLException {
    checkOpen();
    return session.run(text, use);
  }

  /** What the caller's work gets. */
  Connection connection() {
    return guard.connection();
  }

  @Override
  PreparedStatement take(String text) throws SQLException {
    return session.take(text);
  }

  @Override
  void giveBack(String text, PreparedStatement statement) throws SQLException {
    session.giveBack(text, statement);
  }

  @Override
  void end() throws SQLException {
    super.end();
    guard.closeStatements();
  }
}
