package dev.carillon.hooks.jdbc.transaction;

import java.sql.Array;
import java.sql.Blob;
import java.sql.CallableStatement;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.SQLXML;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * A connection that a caller has for the length of one work. It cannot end the transaction, change
 * the connection's settings or close it; statements that the caller left open are closed when the
 * work ends, and after that nothing works any more.
 *
 * <p>Statements are prepared once for each connection and used again.
 */
public final class LentConnection implements Connection {

  private final Connection connection;
  private final StatementCache statements;
  private final Gathering gathering;
  private final List<LentStatement> open = new ArrayList<>();
  private boolean returned;

  LentConnection(Connection connection, StatementCache statements, Gathering gathering) {
    this.connection = connection;
    this.statements = statements;
    this.gathering = gathering;
  }

  /** Whether a work may leave something to {@link #gathered}; else it writes for itself. */
  public boolean gathers() {
    return gathering.open();
  }

  /** What this group gathers under this type; made where there is none yet. */
  public <G extends Gathered> G gathered(Class<G> type, Supplier<G> make) {
    lent();
    return gathering.of(type, make);
  }

  /** Ends the loan. */
  void takeBack() throws SQLException {
    returned = true;
    for (LentStatement statement : List.copyOf(open)) {
      statement.close();
    }
  }

  void forget(LentStatement statement) {
    open.remove(statement);
  }

  private Connection lent() {
    if (returned) {
      throw new IllegalStateException("the connection was lent for one work, which has ended");
    }
    return connection;
  }

  private <S extends LentStatement> S kept(S statement) {
    open.add(statement);
    return statement;
  }

  private PreparedStatement uncached(PreparedStatement statement) {
    return kept(new LentPreparedStatement(this, statements, StatementCache.uncached(statement)));
  }

  private static IllegalStateException refused(String method) {
    return new IllegalStateException(
        method + " is not for the borrower of a connection: the lender does that");
  }

  @Override
  public Statement createStatement() throws SQLException {
    return kept(new LentStatement(this, lent().createStatement()));
  }

  @Override
  public PreparedStatement prepareStatement(String sql) throws SQLException {
    lent();
    return kept(new LentPreparedStatement(this, statements, statements.borrow(sql)));
  }

  @Override
  public CallableStatement prepareCall(String value) throws SQLException {
    throw refused("prepareCall");
  }

  @Override
  public String nativeSQL(String value) throws SQLException {
    return lent().nativeSQL(value);
  }

  @Override
  public void setAutoCommit(boolean value) throws SQLException {
    throw refused("setAutoCommit");
  }

  @Override
  public boolean getAutoCommit() throws SQLException {
    return lent().getAutoCommit();
  }

  @Override
  public void commit() throws SQLException {
    throw refused("commit");
  }

  @Override
  public void rollback() throws SQLException {
    throw refused("rollback");
  }

  @Override
  public void close() throws SQLException {
    throw refused("close");
  }

  @Override
  public boolean isClosed() throws SQLException {
    return returned || connection.isClosed();
  }

  @Override
  public DatabaseMetaData getMetaData() throws SQLException {
    return lent().getMetaData();
  }

  @Override
  public void setReadOnly(boolean value) throws SQLException {
    throw refused("setReadOnly");
  }

  @Override
  public boolean isReadOnly() throws SQLException {
    return lent().isReadOnly();
  }

  @Override
  public void setCatalog(String value) throws SQLException {
    throw refused("setCatalog");
  }

  @Override
  public String getCatalog() throws SQLException {
    return lent().getCatalog();
  }

  @Override
  public void setTransactionIsolation(int value) throws SQLException {
    throw refused("setTransactionIsolation");
  }

  @Override
  public int getTransactionIsolation() throws SQLException {
    return lent().getTransactionIsolation();
  }

  @Override
  public SQLWarning getWarnings() throws SQLException {
    return lent().getWarnings();
  }

  @Override
  public void clearWarnings() throws SQLException {
    lent().clearWarnings();
  }

  @Override
  public Statement createStatement(int a, int b) throws SQLException {
    return kept(new LentStatement(this, lent().createStatement(a, b)));
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int b, int c) throws SQLException {
    return uncached(lent().prepareStatement(sql, b, c));
  }

  @Override
  public CallableStatement prepareCall(String a, int b, int c) throws SQLException {
    throw refused("prepareCall");
  }

  @Override
  public Map<String, Class<?>> getTypeMap() throws SQLException {
    return lent().getTypeMap();
  }

  @Override
  public void setTypeMap(Map<String, Class<?>> value) throws SQLException {
    throw refused("setTypeMap");
  }

  @Override
  public void setHoldability(int value) throws SQLException {
    throw refused("setHoldability");
  }

  @Override
  public int getHoldability() throws SQLException {
    return lent().getHoldability();
  }

  @Override
  public Savepoint setSavepoint() throws SQLException {
    throw refused("setSavepoint");
  }

  @Override
  public Savepoint setSavepoint(String value) throws SQLException {
    throw refused("setSavepoint");
  }

  @Override
  public void rollback(Savepoint value) throws SQLException {
    throw refused("rollback");
  }

  @Override
  public void releaseSavepoint(Savepoint value) throws SQLException {
    throw refused("releaseSavepoint");
  }

  @Override
  public Statement createStatement(int a, int b, int c) throws SQLException {
    return kept(new LentStatement(this, lent().createStatement(a, b, c)));
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int b, int c, int d) throws SQLException {
    return uncached(lent().prepareStatement(sql, b, c, d));
  }

  @Override
  public CallableStatement prepareCall(String a, int b, int c, int d) throws SQLException {
    throw refused("prepareCall");
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int b) throws SQLException {
    return uncached(lent().prepareStatement(sql, b));
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int[] b) throws SQLException {
    return uncached(lent().prepareStatement(sql, b));
  }

  @Override
  public PreparedStatement prepareStatement(String sql, String[] b) throws SQLException {
    return uncached(lent().prepareStatement(sql, b));
  }

  @Override
  public Clob createClob() throws SQLException {
    return lent().createClob();
  }

  @Override
  public Blob createBlob() throws SQLException {
    return lent().createBlob();
  }

  @Override
  public NClob createNClob() throws SQLException {
    return lent().createNClob();
  }

  @Override
  public SQLXML createSQLXML() throws SQLException {
    return lent().createSQLXML();
  }

  @Override
  public boolean isValid(int value) throws SQLException {
    return lent().isValid(value);
  }

  @Override
  public void setClientInfo(String a, String b) throws SQLClientInfoException {
    throw refused("setClientInfo");
  }

  @Override
  public void setClientInfo(Properties value) throws SQLClientInfoException {
    throw refused("setClientInfo");
  }

  @Override
  public String getClientInfo(String value) throws SQLException {
    return lent().getClientInfo(value);
  }

  @Override
  public Properties getClientInfo() throws SQLException {
    return lent().getClientInfo();
  }

  @Override
  public Array createArrayOf(String a, Object[] b) throws SQLException {
    return lent().createArrayOf(a, b);
  }

  @Override
  public Struct createStruct(String a, Object[] b) throws SQLException {
    return lent().createStruct(a, b);
  }

  @Override
  public void setSchema(String value) throws SQLException {
    throw refused("setSchema");
  }

  @Override
  public String getSchema() throws SQLException {
    return lent().getSchema();
  }

  @Override
  public void abort(Executor value) throws SQLException {
    throw refused("abort");
  }

  @Override
  public void setNetworkTimeout(Executor a, int b) throws SQLException {
    throw refused("setNetworkTimeout");
  }

  @Override
  public int getNetworkTimeout() throws SQLException {
    return lent().getNetworkTimeout();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    throw new SQLException("a lent connection is not a " + type.getName());
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return type.isInstance(this);
  }
}
