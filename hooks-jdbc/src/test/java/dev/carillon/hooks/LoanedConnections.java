package dev.carillon.hooks;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Looks at each connection that a pool lends, for how long, and how it comes back. */
final class LoanedConnections {

  private final DataSource pool;
  private final Map<Connection, Long> away = new ConcurrentHashMap<>();
  private final AtomicLong longest = new AtomicLong();
  private final AtomicInteger changed = new AtomicInteger();

  LoanedConnections(DataSource pool) {
    this.pool = pool;
  }

  /** The pool, watched. */
  DataSource dataSource() {
    return (DataSource)
        Proxy.newProxyInstance(
            LoanedConnections.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, arguments) ->
                method.getName().equals("getConnection")
                    ? lent(pool.getConnection())
                    : call(pool, method, arguments));
  }

  /** How many are away now. */
  int away() {
    return away.size();
  }

  /** For how long one was away at most. */
  Duration longest() {
    return Duration.ofNanos(longest.get());
  }

  /** How many came back in another mode than they left. */
  int changed() {
    return changed.get();
  }

  private Connection lent(Connection connection) {
    away.put(connection, System.nanoTime());
    return (Connection)
        Proxy.newProxyInstance(
            LoanedConnections.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("close")) {
                comesBack(connection);
              }
              return call(connection, method, arguments);
            });
  }

  private void comesBack(Connection connection) throws SQLException {
    Long since = away.remove(connection);
    if (since != null) {
      longest.accumulateAndGet(System.nanoTime() - since, Math::max);
      if (!connection.getAutoCommit() || connection.isReadOnly()) {
        changed.incrementAndGet();
      }
    }
  }

  private static @Nullable Object call(
      Object target, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException thrown) {
      throw thrown.getCause();
    }
  }
}
