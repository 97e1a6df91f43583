package dev.carillon.hooks;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connection that runs tasks once its transaction is committed, and forgets them if that is
 * rolled back. Everything else goes to the connection behind it.
 */
final class CommitNotifyingConnection implements InvocationHandler {

  /** The engine's poll finds what more is published in one transaction. */
  private static final int TASKS_MAX = 10_000;

  private final Connection behind;
  private final List<Runnable> tasks = new ArrayList<>();

  private CommitNotifyingConnection(Connection behind) {
    this.behind = behind;
  }

  static Connection of(Connection behind) {
    return (Connection)
        Proxy.newProxyInstance(
            CommitNotifyingConnection.class.getClassLoader(),
            new Class<?>[] {AfterCommitTasks.class},
            new CommitNotifyingConnection(behind));
  }

  /** Registers a task if this connection tells of its commits; whether it does. */
  static boolean register(Connection connection, Runnable task) throws SQLException {
    if (!connection.isWrapperFor(AfterCommitTasks.class)) {
      return false;
    }
    connection.unwrap(AfterCommitTasks.class).afterCommit(task);
    return true;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // a connection equals itself alone
  public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] args)
      throws Throwable {
    switch (method.getName()) {
      case "afterCommit" -> {
        if (args != null && args[0] instanceof Runnable task && tasks.size() < TASKS_MAX) {
          tasks.add(task);
        }
        return null;
      }
      case "equals" -> {
        return args != null && proxy == args[0];
      }
      case "hashCode" -> {
        return System.identityHashCode(proxy);
      }
      case "isWrapperFor" -> {
        if (args != null && args[0] == AfterCommitTasks.class) {
          return true;
        }
      }
      case "unwrap" -> {
        if (args != null && args[0] == AfterCommitTasks.class) {
          return proxy;
        }
      }
      default -> {}
    }
    boolean ended = ends(method, args);
    Object result = behind(method, args);
    if (ended) {
      after(method);
    }
    return result;
  }

  /** Whether this ends the transaction: JDBC commits when auto-commit is switched on. */
  private boolean ends(Method method, @Nullable Object @Nullable [] args) throws SQLException {
    return switch (method.getName()) {
      case "commit", "close", "abort" -> true;
      case "rollback" -> args == null;
      case "setAutoCommit" ->
          args != null && Boolean.TRUE.equals(args[0]) && !behind.getAutoCommit();
      default -> false;
    };
  }

  private void after(Method method) {
    List<Runnable> all = List.copyOf(tasks);
    tasks.clear();
    if (method.getName().equals("commit") || method.getName().equals("setAutoCommit")) {
      all.forEach(Runnable::run);
    }
  }

  private @Nullable Object behind(Method method, @Nullable Object @Nullable [] args)
      throws Throwable {
    try {
      return method.invoke(behind, args);
    } catch (InvocationTargetException failed) {
      throw failed.getCause() == null ? failed : failed.getCause();
    }
  }

  /** What such a connection can do more. */
  interface AfterCommitTasks extends Connection {

    /** Runs the task after the commit of the present transaction. */
    void afterCommit(Runnable task);
  }
}
