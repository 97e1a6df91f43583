package dev.carillon.server.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** The databases that a server can be started on. */
public enum TestDatabase {
  SQLITE,
  POSTGRESQL;

  /** Empty ones whose names were taken: to drop one would wait until all others are on disk. */
  private static final Queue<String> SPARE = new ArrayDeque<>();

  private static @Nullable EmbeddedPostgres running;

  /** Those that tests run on: on PostgreSQL only where the long tests run too. */
  static Stream<TestDatabase> tested() {
    boolean longToo = !"long".equals(System.getProperty("tests.leftOut"));
    return Stream.of(values()).filter(database -> longToo || database == SQLITE);
  }

  /** A new database, as an option of {@code serve}; empty = embedded. */
  public String fresh() {
    return this == SQLITE ? "" : freshPostgres();
  }

  /** A new database of PostgreSQL, for who connects without a server. */
  public static DataSource freshSource() {
    return source(freshPostgres());
  }

  /** A database of PostgreSQL, for who connects without a server. */
  public static DataSource source(String url) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(url);
    return source;
  }

  private static synchronized String freshPostgres() {
    String name = "test_" + UUID.randomUUID().toString().replace("-", "");
    EmbeddedPostgres postgres = running == null ? start() : running;
    running = postgres;
    String spare = SPARE.poll();
    execute(
        postgres.getJdbcUrl("postgres", "postgres"),
        spare == null
            ? "create database " + name
            : "alter database " + spare + " rename to " + name);
    return postgres.getJdbcUrl("postgres", name);
  }

  /** Whether it is one of these, in which there is nothing yet. */
  static synchronized boolean isNew(String database) {
    EmbeddedPostgres postgres = running;
    if (postgres == null || !database.equals(postgres.getJdbcUrl("postgres", name(database)))) {
      return false;
    }
    try (var connection = DriverManager.getConnection(database);
        var tables = connection.getMetaData().getTables(null, "public", "%", null)) {
      return !tables.next();
    } catch (SQLException failed) {
      throw new IllegalStateException(database, failed);
    }
  }

  /**
   * Fills a new one with all that is in another, which no server uses any more. A pool that is
   * closed while it connects, on a busy machine, forgets that connection: it is ended here.
   */
  static synchronized void copy(String from, String to) {
    String other = to.replace(name(to), "postgres");
    String spare = "spare_" + name(to);
    execute(other, "alter database " + name(to) + " rename to " + spare);
    SPARE.add(spare);
    execute(
        other,
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = '"
            + name(from)
            + "'");
    execute(other, "create database " + name(to) + " template " + name(from));
  }

  private static String name(String database) {
    return database.replaceAll(".*/|\\?.*", "");
  }

  /** Runs a statement in this database, outside any transaction. */
  private static void execute(String url, String sql) {
    try (var connection = DriverManager.getConnection(url);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException failed) {
      throw new IllegalStateException(sql, failed);
    }
  }

  /** One for all tests of this process, with commits that are durable: it ends with the process. */
  private static EmbeddedPostgres start() {
    try {
      EmbeddedPostgres postgres =
          EmbeddedPostgres.builder()
              .setServerConfig("fsync", "on")
              .setServerConfig("synchronous_commit", "on")
              .start();
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    try {
                      postgres.close();
                    } catch (IOException late) {
                      throw new UncheckedIOException(late);
                    }
                  }));
      return postgres;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
