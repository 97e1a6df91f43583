package dev.carillon.hooks;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * A DataSource whose connections tell of their commits.
 *
 * @param behind gives the connections
 */
record CommitNotifyingDataSource(DataSource behind) implements DataSource {

  @Override
  public Connection getConnection() throws SQLException {
    return CommitNotifyingConnection.of(behind.getConnection());
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    return CommitNotifyingConnection.of(behind.getConnection(user, password));
  }

  @Override
  public PrintWriter getLogWriter() throws SQLException {
    return behind.getLogWriter();
  }

  @Override
  public void setLogWriter(PrintWriter writer) throws SQLException {
    behind.setLogWriter(writer);
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    behind.setLoginTimeout(seconds);
  }

  @Override
  public int getLoginTimeout() throws SQLException {
    return behind.getLoginTimeout();
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    return behind.getParentLogger();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return type.isInstance(this) ? type.cast(this) : behind.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return type.isInstance(this) || behind.isWrapperFor(type);
  }
}
