package dev.carillon.hooks.jdbc.plans;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.DatabaseWork;
import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.Sql;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A database that asks how each prepared statement will run, just before it does. */
public final class PlanRecorder implements Database {

  private final Database database;
  private volatile boolean asks;
  private final List<StatementPlan> seen = new CopyOnWriteArrayList<>();
  private final Set<String> known = ConcurrentHashMap.newKeySet();

  /** Explains what is done with this one. */
  public PlanRecorder(Database database) {
    this.database = database;
  }

  /** Explains from now on. What writes is run twice for that, and takes numbers twice. */
  public void begin() {
    asks = true;
  }

  /** What was run since the last call, in order. */
  public List<StatementPlan> taken() {
    List<StatementPlan> taken = List.copyOf(seen);
    seen.clear();
    known.clear();
    return taken;
  }

  @Override
  public Dialect dialect() {
    return database.dialect();
  }

  @Override
  public <T> T write(DatabaseWork<T> work) {
    return database.write(connection -> work.in(names().on(watched(connection, true))));
  }

  @Override
  public <T> T read(DatabaseWork<T> work) {
    return database.read(connection -> work.in(names().on(watched(connection, false))));
  }

  @Override
  public Optional<Connection> separate() throws SQLException {
    return database.separate();
  }

  @Override
  public Optional<Connection> listening() throws SQLException {
    return database.listening();
  }

  @Override
  public void close() {
    database.close();
  }

  private Connection watched(Connection real, boolean writes) {
    return (Connection)
        Proxy.newProxyInstance(
            Connection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("isWrapperFor") && arguments[0] == Sql.Cache.class) {
                // else the cached statements would be used behind our back
                return false;
              }
              Object result = call(real, method, arguments);
              return method.getName().equals("prepareStatement") && arguments.length == 1
                  ? watched(
                      new Lent(real, writes), (PreparedStatement) result, (String) arguments[0])
                  : result;
            });
  }

  private PreparedStatement watched(Lent connection, PreparedStatement real, String sql) {
    Map<Object, Setter> parameters = new LinkedHashMap<>();
    return (PreparedStatement)
        Proxy.newProxyInstance(
            PreparedStatement.class.getClassLoader(),
            new Class<?>[] {PreparedStatement.class},
            (proxy, method, arguments) -> {
              String name = method.getName();
              if (name.startsWith("set") && arguments.length == 2) {
                parameters.put(arguments[0], explained -> call(explained, method, arguments));
              } else if (name.equals("addBatch") || name.matches("execute(Query|Update)?")) {
                explain(connection, sql, List.copyOf(parameters.values()));
              }
              return call(real, method, arguments);
            });
  }

  private void explain(Lent lent, String sql, List<Setter> parameters) throws Throwable {
    if (!asks || !sql.strip().matches("(?s)(select|with|insert|update|delete) .*")) {
      return;
    }
    boolean sqlite = !dialect().shared();
    if (sqlite && !known.add(sql)) {
      return; // its plan does not depend on parameters
    }
    Connection connection = lent.connection;
    boolean undone = !sqlite && lent.writes;
    if (undone) {
      run(connection, "savepoint explained");
    }
    String asked =
        sqlite ? "explain query plan " : "explain (analyze, costs off, timing off, buffers off) ";
    List<String> plan = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(asked + sql)) {
      for (Setter one : parameters) {
        one.set(statement);
      }
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          plan.add(row.getString(sqlite ? 4 : 1));
        }
      }
    }
    if (undone) {
      run(connection, "rollback to savepoint explained");
    }
    seen.add(new StatementPlan(sql, plan));
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException thrown) {
      throw thrown.getCause();
    }
  }

  /** A connection, and whether what is done with it must not be done twice. */
  private record Lent(Connection connection, boolean writes) {}

  /** Sets a parameter as it was set before. */
  @FunctionalInterface
  private interface Setter {
    Object set(PreparedStatement statement) throws Throwable;
  }
}
