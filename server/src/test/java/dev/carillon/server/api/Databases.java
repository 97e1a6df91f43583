package dev.carillon.server.api;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The databases that a server can be started on. */
enum Databases {
  SQLITE,
  POSTGRESQL;

  private static @Nullable EmbeddedPostgres running;

  /** A new database, as an option of {@code serve}; empty = embedded. */
  String fresh() {
    return this == SQLITE ? "" : freshPostgres();
  }

  private static synchronized String freshPostgres() {
    String name = "api_" + UUID.randomUUID().toString().replace("-", "");
    EmbeddedPostgres postgres = running == null ? start() : running;
    running = postgres;
    try (var connection = postgres.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("create database " + name);
      return postgres.getJdbcUrl("postgres", name);
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }

  /** One for all tests of this process: it ends with it. */
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
