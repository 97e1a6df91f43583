package dev.carillon.hooks;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * A pool as simple as can be: a connection that comes back is given out again as it is. So it shows
 * what was left behind.
 */
final class OneByOne implements DataSource {

  private static final String SETTINGS =
      """
      select string_agg(name || '=' || setting, ', ' order by name) from pg_settings
      where name in ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout',
        'search_path', 'transaction_isolation', 'default_transaction_isolation', 'role',
        'default_transaction_read_only', 'synchronous_commit', 'application_name')
      """;

  private final DataSource behind;
  private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();

  OneByOne(DataSource behind) {
    this.behind = behind;
  }

  /** How a new connection is set. */
  String settings() throws SQLException {
    try (Connection connection = getConnection()) {
      return of(connection);
    }
  }

  /** How those are set that came back. */
  List<String> all() throws SQLException {
    List<String> all = new ArrayList<>();
    for (Connection connection : idle) {
      all.add(of(connection));
      connection.close();
    }
    return all;
  }

  private static String of(Connection connection) throws SQLException {
    String java =
        "autoCommit=%s, readOnly=%s, isolation=%d, "
            .formatted(
                connection.getAutoCommit(),
                connection.isReadOnly(),
                connection.getTransactionIsolation());
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(SETTINGS)) {
      row.next();
      return java + row.getString(1);
    }
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection known = idle.pollFirst();
    Connection real = known == null ? behind.getConnection() : known;
    return (Connection)
        Proxy.newProxyInstance(
            OneByOne.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, args) -> {
              if (method.getName().equals("close")) {
                idle.addFirst(real);
                return null;
              }
              try {
                return method.invoke(real, args);
              } catch (InvocationTargetException thrown) {
                throw thrown.getCause() == null ? thrown : thrown.getCause();
              }
            });
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    return getConnection();
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
  public Logger getParentLogger() {
    return Logger.getGlobal();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return behind.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return behind.isWrapperFor(type);
  }
}
