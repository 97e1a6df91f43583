package dev.carillon.hooks.jdbc.transaction;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** A statement of a lent connection: it leads back to that one, and dies with the loan. */
class LentStatement implements Statement {

  private final LentConnection owner;
  private final Statement statement;
  private @Nullable ResultSet result;
  private boolean changed;
  private boolean closed;

  LentStatement(LentConnection owner, Statement statement) {
    this.owner = owner;
    this.statement = statement;
  }

  /** What closing comes to; {@code changed} tells whether settings were made that would stay. */
  void giveBack(boolean changed) throws SQLException {
    statement.close();
  }

  final ResultSet kept(ResultSet opened) {
    result = opened;
    return opened;
  }

  final void closeResult() throws SQLException {
    if (result != null) {
      result.close();
    }
  }

  final void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the statement is closed");
    }
  }

  private Statement inner() {
    checkOpen();
    return statement;
  }

  @Override
  public final ResultSet executeQuery(String sql) throws SQLException {
    return kept(inner().executeQuery(sql));
  }

  @Override
  public final int executeUpdate(String sql) throws SQLException {
    return inner().executeUpdate(sql);
  }

  @Override
  public final void close() throws SQLException {
    if (!closed) {
      closed = true;
      owner.forget(this);
      giveBack(changed);
    }
  }

  @Override
  public final int getMaxFieldSize() throws SQLException {
    return inner().getMaxFieldSize();
  }

  @Override
  public final void setMaxFieldSize(int value) throws SQLException {
    changed = true;
    inner().setMaxFieldSize(value);
  }

  @Override
  public final int getMaxRows() throws SQLException {
    return inner().getMaxRows();
  }

  @Override
  public final void setMaxRows(int value) throws SQLException {
    changed = true;
    inner().setMaxRows(value);
  }

  @Override
  public final void setEscapeProcessing(boolean value) throws SQLException {
    changed = true;
    inner().setEscapeProcessing(value);
  }

  @Override
  public final int getQueryTimeout() throws SQLException {
    return inner().getQueryTimeout();
  }

  @Override
  public final void setQueryTimeout(int value) throws SQLException {
    changed = true;
    inner().setQueryTimeout(value);
  }

  @Override
  public final void cancel() throws SQLException {
    inner().cancel();
  }

  @Override
  public final SQLWarning getWarnings() throws SQLException {
    return inner().getWarnings();
  }

  @Override
  public final void clearWarnings() throws SQLException {
    inner().clearWarnings();
  }

  @Override
  public final void setCursorName(String value) throws SQLException {
    changed = true;
    inner().setCursorName(value);
  }

  @Override
  public final boolean execute(String sql) throws SQLException {
    return inner().execute(sql);
  }

  @Override
  public final ResultSet getResultSet() throws SQLException {
    return kept(inner().getResultSet());
  }

  @Override
  public final int getUpdateCount() throws SQLException {
    return inner().getUpdateCount();
  }

  @Override
  public final boolean getMoreResults() throws SQLException {
    return inner().getMoreResults();
  }

  @Override
  public final void setFetchDirection(int value) throws SQLException {
    changed = true;
    inner().setFetchDirection(value);
  }

  @Override
  public final int getFetchDirection() throws SQLException {
    return inner().getFetchDirection();
  }

  @Override
  public final void setFetchSize(int value) throws SQLException {
    changed = true;
    inner().setFetchSize(value);
  }

  @Override
  public final int getFetchSize() throws SQLException {
    return inner().getFetchSize();
  }

  @Override
  public final int getResultSetConcurrency() throws SQLException {
    return inner().getResultSetConcurrency();
  }

  @Override
  public final int getResultSetType() throws SQLException {
    return inner().getResultSetType();
  }

  @Override
  public final void addBatch(String sql) throws SQLException {
    inner().addBatch(sql);
  }

  @Override
  public final void clearBatch() throws SQLException {
    inner().clearBatch();
  }

  @Override
  public final int[] executeBatch() throws SQLException {
    return inner().executeBatch();
  }

  @Override
  public final Connection getConnection() throws SQLException {
    return owner;
  }

  @Override
  public final boolean getMoreResults(int value) throws SQLException {
    return inner().getMoreResults(value);
  }

  @Override
  public final ResultSet getGeneratedKeys() throws SQLException {
    return inner().getGeneratedKeys();
  }

  @Override
  public final int executeUpdate(String sql, int b) throws SQLException {
    return inner().executeUpdate(sql, b);
  }

  @Override
  public final int executeUpdate(String sql, int[] b) throws SQLException {
    return inner().executeUpdate(sql, b);
  }

  @Override
  public final int executeUpdate(String sql, String[] b) throws SQLException {
    return inner().executeUpdate(sql, b);
  }

  @Override
  public final boolean execute(String sql, int b) throws SQLException {
    return inner().execute(sql, b);
  }

  @Override
  public final boolean execute(String sql, int[] b) throws SQLException {
    return inner().execute(sql, b);
  }

  @Override
  public final boolean execute(String sql, String[] b) throws SQLException {
    return inner().execute(sql, b);
  }

  @Override
  public final int getResultSetHoldability() throws SQLException {
    return inner().getResultSetHoldability();
  }

  @Override
  public final boolean isClosed() throws SQLException {
    return closed || statement.isClosed();
  }

  @Override
  public final void setPoolable(boolean value) throws SQLException {
    changed = true;
    inner().setPoolable(value);
  }

  @Override
  public final boolean isPoolable() throws SQLException {
    return inner().isPoolable();
  }

  @Override
  public final void closeOnCompletion() throws SQLException {
    changed = true;
    inner().closeOnCompletion();
  }

  @Override
  public final boolean isCloseOnCompletion() throws SQLException {
    return inner().isCloseOnCompletion();
  }

  @Override
  public final long getLargeUpdateCount() throws SQLException {
    return inner().getLargeUpdateCount();
  }

  @Override
  public final void setLargeMaxRows(long value) throws SQLException {
    changed = true;
    inner().setLargeMaxRows(value);
  }

  @Override
  public final long getLargeMaxRows() throws SQLException {
    return inner().getLargeMaxRows();
  }

  @Override
  public final long[] executeLargeBatch() throws SQLException {
    return inner().executeLargeBatch();
  }

  @Override
  public final long executeLargeUpdate(String sql) throws SQLException {
    return inner().executeLargeUpdate(sql);
  }

  @Override
  public final long executeLargeUpdate(String sql, int b) throws SQLException {
    return inner().executeLargeUpdate(sql, b);
  }

  @Override
  public final long executeLargeUpdate(String sql, int[] b) throws SQLException {
    return inner().executeLargeUpdate(sql, b);
  }

  @Override
  public final long executeLargeUpdate(String sql, String[] b) throws SQLException {
    return inner().executeLargeUpdate(sql, b);
  }

  @Override
  public final <T> T unwrap(Class<T> type) throws SQLException {
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    throw new SQLException("a lent statement is not a " + type.getName());
  }

  @Override
  public final boolean isWrapperFor(Class<?> type) {
    return type.isInstance(this);
  }
}
