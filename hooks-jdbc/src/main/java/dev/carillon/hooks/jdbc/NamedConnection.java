package dev.carillon.hooks.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A connection of another program on which {@link Sql} knows the names of tables. Everything else
 * goes to that connection as it is.
 */
final class NamedConnection implements InvocationHandler, Sql.Cache {

  private final Connection behind;
  private final TableNames names;

  private NamedConnection(Connection behind, TableNames names) {
    this.behind = behind;
    this.names = names;
  }

  static Connection of(Connection connection, TableNames names) throws SQLException {
    if (connection.isWrapperFor(Sql.Cache.class)) {
      return connection;
    }
    return (Connection)
        Proxy.newProxyInstance(
            NamedConnection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            new NamedConnection(connection, names));
  }

  /** The driver, or the pool, keeps what it prepares. */
  @Override
  public <T> T run(String text, Sql.Use<T> use) throws SQLException {
    try (PreparedStatement statement = behind.prepareStatement(names.render(text))) {
      return use.of(statement);
    }
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] args)
      throws Throwable {
    if (args != null && args.length == 1 && Sql.Cache.class.equals(args[0])) {
      return method.getName().equals("isWrapperFor") ? true : this;
    }
    try {
      return method.invoke(behind, args);
    } catch (InvocationTargetException thrown) {
      throw thrown.getCause() == null ? thrown : thrown.getCause();
    }
  }
}
