package dev.carillon.server.webhooks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.carillon.hooks.delivery.EngineClock;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.Tables;
import dev.carillon.hooks.jdbc.postgresql.Node;
import dev.carillon.hooks.jdbc.postgresql.PostgresDatabase;
import dev.carillon.hooks.jdbc.postgresql.PostgresStore;
import dev.carillon.hooks.jdbc.sqlite.SqliteDatabase;
import dev.carillon.hooks.jdbc.sqlite.SqliteStore;
import dev.carillon.hooks.secret.AesSecretCipher;
import dev.carillon.hooks.webhook.EventFilter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Where a store stays while processes come and go.
 *
 * @param folder of its key, and of its file
 * @param url of its database on PostgreSQL; empty = it is in a file
 */
record StoreHome(Path folder, String url) {

  /** Opens the store as a process does that starts. */
  Opened open() {
    return url.isEmpty() ? inFile() : onPostgres();
  }

  private Opened inFile() {
    SqliteDatabase database = SqliteDatabase.open(folder.resolve("carillon.db"));
    Tables.make(database);
    InstantSource clock = EngineClock.startingAt(Instant.now());
    return new Opened(
        database,
        SqliteStore.open(database, cipher(), text -> EventFilter.ALL, clock),
        clock,
        database::close);
  }

  private Opened onPostgres() {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(6);
    HikariDataSource pool = new HikariDataSource(config);
    PostgresDatabase database = PostgresDatabase.on(pool);
    Tables.make(database);
    InstantSource clock = EngineClock.startingAt(PostgresStore.timeOf(database));
    return new Opened(
        database,
        PostgresStore.open(database, cipher(), text -> EventFilter.ALL, clock, Node.named("rules")),
        clock,
        () -> {
          database.close();
          pool.close();
        });
  }

  private AesSecretCipher cipher() {
    try {
      return AesSecretCipher.open(folder.resolve("secret.key"));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /**
   * A store that is open.
   *
   * @param clock the engine's, which the store goes by
   * @param closing lets go of it
   */
  record Opened(Database database, Store store, InstantSource clock, Runnable closing) {}
}
