package dev.carillon.hooks.testkit;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A connection that runs tasks once their transaction is committed, and drops them if it is rolled
 * back. As any connection, it is for one thread at a time.
 */
final class WatchedConnection implements InvocationHandler {

  private final Connection connection;
  private final List<Runnable> tasks = new ArrayList<>();
  private final IdentityHashMap<Savepoint, Integer> savepoints = new IdentityHashMap<>();

  private WatchedConnection(Connection connection) {
    this.connection = connection;
  }

  /** A pool whose connections are watched. */
  static DataSource pool(DataSource pool) {
    InvocationHandler watching =
        (proxy, method, arguments) -> {
          Object result = call(method, pool, arguments);
          return result instanceof Connection lent ? watched(lent) : result;
        };
    return (DataSource)
        Proxy.newProxyInstance(
            WatchedConnection.class.getClassLoader(), new Class<?>[] {DataSource.class}, watching);
  }

  private static Connection watched(Connection lent) {
    return (Connection)
        Proxy.newProxyInstance(
            WatchedConnection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            new WatchedConnection(lent));
  }

  /**
   * Has a task run once this connection's transaction is committed.
   *
   * @return false if it is not a watched one
   */
  static boolean register(Connection connection, Runnable task) throws SQLException {
    if (Proxy.isProxyClass(connection.getClass())
        && Proxy.getInvocationHandler(connection) instanceof WatchedConnection watched) {
      return watched.tasks.add(task);
    }
    // a proxy of a pool or of a framework may stand before it
    if (connection.isWrapperFor(WatchedConnection.class)) {
      return connection.unwrap(WatchedConnection.class).tasks.add(task);
    }
    return false;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // a proxy equals itself alone
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    Object first = arguments == null ? null : arguments[0];
    return switch (method.getName()) {
      case "equals" -> proxy == first;
      case "hashCode" -> System.identityHashCode(proxy);
      case "isWrapperFor" ->
          WatchedConnection.class.equals(first) || (Boolean) calling(method, arguments);
      case "unwrap" -> WatchedConnection.class.equals(first) ? this : calling(method, arguments);
      case "commit" -> {
        calling(method, arguments);
        committed();
        yield null;
      }
      case "setAutoCommit" -> {
        boolean before = connection.getAutoCommit();
        calling(method, arguments);
        if (!before && Boolean.TRUE.equals(first)) {
          committed(); // as JDBC says
        }
        yield null;
      }
      case "setSavepoint" -> {
        Object savepoint = calling(method, arguments);
        savepoints.put((Savepoint) savepoint, tasks.size());
        yield savepoint;
      }
      case "rollback" -> {
        drop(first);
        yield calling(method, arguments);
      }
      case "close", "abort" -> {
        drop(null);
        yield calling(method, arguments);
      }
      default -> calling(method, arguments);
    };
  }

  private Object calling(Method method, Object @Nullable [] arguments) throws Throwable {
    return call(method, connection, arguments);
  }

  private void committed() {
    List<Runnable> due = List.copyOf(tasks);
    drop(null);
    due.forEach(Runnable::run);
  }

  /** Drops what was registered since this savepoint, or everything without one. */
  private void drop(@Nullable Object savepoint) {
    Integer kept = savepoint == null ? Integer.valueOf(0) : savepoints.get(savepoint);
    if (kept == null) {
      return;
    }
    tasks.subList(kept, tasks.size()).clear();
    if (savepoint == null) {
      savepoints.clear();
    }
  }

  private static Object call(Method method, Object target, Object @Nullable [] arguments)
      throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException failed) {
      throw failed.getCause();
    }
  }
}
