package dev.carillon.hooks.jdbc.postgresql;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A connection in auto-commit mode that came in the other one, and goes back in that. Everything
 * but its end goes to the connection behind it.
 */
final class AutoCommitConnection implements InvocationHandler {

  private final Connection behind;

  private AutoCommitConnection(Connection behind) {
    this.behind = behind;
  }

  /** This connection in auto-commit mode; it is closed if it cannot be. */
  static Connection of(Connection connection) throws SQLException {
    try {
      if (connection.getAutoCommit()) {
        return connection;
      }
      connection.setAutoCommit(true);
    } catch (SQLException | RuntimeException unusable) {
      connection.close();
      throw unusable;
    }
    return (Connection)
        Proxy.newProxyInstance(
            AutoCommitConnection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            new AutoCommitConnection(connection));
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] args)
      throws Throwable {
    if (method.getName().equals("close")) {
      close();
      return null;
    }
    try {
      return method.invoke(behind, args);
    } catch (InvocationTargetException thrown) {
      throw thrown.getCause() == null ? thrown : thrown.getCause();
    }
  }

  private void close() throws SQLException {
    try (behind) {
      if (!behind.isClosed()) {
        behind.setAutoCommit(false);
      }
    }
  }
}
