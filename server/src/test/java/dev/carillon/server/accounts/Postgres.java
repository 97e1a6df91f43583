package dev.carillon.server.accounts;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One PostgreSQL for all tests of this package, with a new database for each. */
public final class Postgres {

  private static @Nullable EmbeddedPostgres running;

  private Postgres() {}

  /** The URL of a new database. */
  public static synchronized String fresh() {
    EmbeddedPostgres postgres = running == null ? start() : running;
    running = postgres;
    String name = "accounts_" + UUID.randomUUID().toString().replace("-", "");
    try (var connection = postgres.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("create database " + name);
      return postgres.getJdbcUrl("postgres", name);
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }

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
