package dev.carillon.hooks.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A database in which something happens once, just before a read or a statement of one. */
public final class InterruptedReads implements Database {

  private final Database database;
  private Predicate<String> when = sql -> false;
  private @Nullable Runnable interruption;
  private int readsBefore = -1;

  /** Nothing happens yet. */
  public InterruptedReads(Database database) {
    this.database = database;
  }

  /** Before the read after so many others. */
  void beforeRead(int others, Runnable happens) {
    readsBefore = others;
    interruption = happens;
  }

  /** Before the first statement that has these words. */
  public void beforeStatement(String words, Runnable happens) {
    when = sql -> sql.contains(words);
    interruption = happens;
  }

  /** Whether it has happened. */
  boolean happened() {
    return interruption == null;
  }

  private void happen() {
    Runnable now = interruption;
    interruption = null;
    if (now != null) {
      CompletableFuture.runAsync(now).join(); // a thread reads one thing at a time
    }
  }

  @Override
  public Dialect dialect() {
    return database.dialect();
  }

  @Override
  public <T> T write(DatabaseWork<T> work) {
    return database.write(work);
  }

  @Override
  public <T> T read(DatabaseWork<T> work) {
    if (readsBefore-- == 0) {
      happen();
    }
    return database.read(connection -> work.in(watched(connection)));
  }

  /** The same connection, but for its statements. */
  private Connection watched(Connection connection) {
    return (Connection)
        Proxy.newProxyInstance(
            Connection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, args) -> {
              if (method.getName().equals("unwrap") && args[0] == Sql.Cache.class) {
                return watched(connection.unwrap(Sql.Cache.class));
              }
              try {
                return method.invoke(connection, args);
              } catch (InvocationTargetException failed) {
                throw failed.getCause();
              }
            });
  }

  private Sql.Cache watched(Sql.Cache cache) {
    return new Sql.Cache() {
      @Override
      public <T> T run(String text, Sql.Use<T> use) throws SQLException {
        if (when.test(text)) {
          happen();
        }
        return cache.run(text, use);
      }
    };
  }

  @Override
  public void close() {
    database.close();
  }
}
