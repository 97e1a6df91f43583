package dev.carillon.server.webhooks;

import dev.carillon.hooks.delivery.EngineClock;
import dev.carillon.hooks.jdbc.sqlite.SqliteDatabase;
import dev.carillon.hooks.jdbc.sqlite.SqliteStore;
import dev.carillon.hooks.secret.AesSecretCipher;
import dev.carillon.hooks.webhook.EventFilter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.flywaydb.core.Flyway;

/** A store in a file. */
record SqliteHome(Path dir) implements StoreHome {

  @Override
  public Opened open() {
    Path file = dir.resolve("carillon.db");
    SqliteDatabase database = SqliteDatabase.open(file);
    Flyway.configure()
        .dataSource("jdbc:sqlite:" + file, "", "")
        .locations("classpath:dev/carillon/hooks/jdbc/sqlite")
        .load()
        .migrate();
    InstantSource clock = EngineClock.startingAt(Instant.now());
    return new Opened(
        database,
        SqliteStore.open(database, cipher(dir), text -> EventFilter.ALL, clock),
        clock,
        database::close);
  }

  static AesSecretCipher cipher(Path dir) {
    try {
      return AesSecretCipher.open(dir.resolve("secret.key"));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public void close() {
    // the directory is the test's
  }
}
