package dev.carillon.bench.embedded;

import dev.carillon.hooks.delivery.EngineClock;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.TableNames;
import dev.carillon.hooks.jdbc.sqlite.SqliteDatabase;
import dev.carillon.hooks.jdbc.sqlite.SqliteStore;
import dev.carillon.hooks.secret.AesSecretCipher;
import dev.carillon.hooks.webhook.EventFilter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/**
 * A store as an embedder opens it, with its tables made.
 *
 * @param database the way in
 * @param store the core's ports on it
 * @param clock the engine's
 * @param below what is to be closed after the database
 */
public record OpenedStore(Database database, Store store, InstantSource clock, Runnable below)
    implements AutoCloseable {

  /** A new SQLite file in this folder. */
  public static OpenedStore sqlite(Path folder) throws IOException {
    return sqlite(folder, EngineClock.startingAt(Instant.now()));
  }

  /** A new SQLite file in this folder, whose store goes by this clock. */
  public static OpenedStore sqlite(Path folder, InstantSource clock) throws IOException {
    Path file = folder.resolve("bench.db");
    Database database = SqliteDatabase.open(file);
    migrate(Flyway.configure().dataSource("jdbc:sqlite:" + file, "", ""), "sqlite");
    AesSecretCipher cipher = AesSecretCipher.open(folder.resolve("secret.key"));
    return new OpenedStore(
        database,
        SqliteStore.open(database, cipher, text -> EventFilter.ALL, clock),
        clock,
        () -> {});
  }

  static void migrate(FluentConfiguration flyway, String dialect) {
    flyway
        .locations("classpath:dev/carillon/hooks/jdbc/" + dialect)
        .placeholders(TableNames.PLAIN.placeholders())
        .load()
        .migrate();
  }

  @Override
  public void close() {
    database.close();
    below.run();
  }
}
