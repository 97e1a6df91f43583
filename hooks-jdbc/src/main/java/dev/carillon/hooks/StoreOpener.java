package dev.carillon.hooks;

import dev.carillon.hooks.delivery.EngineClock;
import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.delivery.HooksException.Code;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Embedder;
import dev.carillon.hooks.jdbc.SqlSigningKeys;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.Tables;
import dev.carillon.hooks.jdbc.postgresql.Node;
import dev.carillon.hooks.jdbc.postgresql.PostgresDatabase;
import dev.carillon.hooks.jdbc.postgresql.PostgresStore;
import dev.carillon.hooks.jdbc.sqlite.SqliteDatabase;
import dev.carillon.hooks.jdbc.sqlite.SqliteStore;
import dev.carillon.hooks.webhook.EventFilterReader;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** Opens the store that settings name, on PostgreSQL or SQLite. */
final class StoreOpener {

  private static final int POSTGRES_OLDEST = 15;
  private static final String SQLITE_URL = "jdbc:sqlite:";

  private final StoreSettings settings;
  private final EncryptionKey.Opened key;
  private final String node;

  private StoreOpener(StoreSettings settings, EncryptionKey.Opened key) {
    this.settings = settings;
    this.key = key;
    this.node = settings.node().orElseGet(StoreOpener::newName);
  }

  /**
   * The store, with its tables made.
   *
   * @throws IllegalArgumentException if the settings do not fit the database
   * @throws HooksException if the database cannot be used
   */
  static OpenStore open(StoreSettings settings, EncryptionKey.Opened key) {
    StoreOpener opening = new StoreOpener(settings, key);
    Optional<Path> file =
        settings.sqliteFile().or(() -> fileOf(settings.dataSource().orElseThrow()));
    return file.isPresent()
        ? opening.sqlite(file.get())
        : opening.postgres(settings.dataSource().orElseThrow());
  }

  /** The SQLite file of a DataSource; empty if it leads to PostgreSQL. */
  private static Optional<Path> fileOf(DataSource dataSource) {
    try (Connection connection = dataSource.getConnection()) {
      DatabaseMetaData database = connection.getMetaData();
      String product = database.getDatabaseProductName();
      if (product.equals("PostgreSQL")) {
        checkVersion(database);
        return Optional.empty();
      }
      if (product.equals("SQLite")) {
        return Optional.of(file(database.getURL()));
      }
      throw new IllegalArgumentException(
          "dataSource leads to %s; allowed are PostgreSQL %d or later and SQLite"
              .formatted(product, POSTGRES_OLDEST));
    } catch (SQLException failed) {
      throw new HooksException(
          Code.STORE_UNAVAILABLE, "dataSource gives no connection: " + failed.getMessage(), failed);
    }
  }

  private static void checkVersion(DatabaseMetaData database) throws SQLException {
    if (database.getDatabaseMajorVersion() < POSTGRES_OLDEST) {
      throw new IllegalArgumentException(
          "dataSource leads to PostgreSQL %s; allowed is version %d or later"
              .formatted(database.getDatabaseProductVersion(), POSTGRES_OLDEST));
    }
  }

  private static Path file(String url) {
    String rest = url.startsWith(SQLITE_URL) ? url.substring(SQLITE_URL.length()) : "";
    int parameters = rest.indexOf('?');
    String name = parameters < 0 ? rest : rest.substring(0, parameters);
    if (name.isEmpty() || name.contains(":memory:") || rest.contains("mode=memory")) {
      throw new IllegalArgumentException(
          "dataSource leads to an SQLite database in memory; allowed is one in a file");
    }
    return Path.of(name.startsWith("file:") ? name.substring("file:".length()) : name);
  }

  private OpenStore sqlite(Path file) {
    if (!settings.sends()) {
      throw new IllegalArgumentException(
          "role is RECORD_ONLY, and an SQLite file belongs to one process, which has to send too:"
              + " leave the role out, or use PostgreSQL");
    }
    if (settings.names().schema().isPresent()) {
      throw new IllegalArgumentException(
          "schema is \"%s\", and SQLite has no schemas: leave it out"
              .formatted(settings.names().schema().get()));
    }
    SqliteDatabase database = SqliteDatabase.open(file, settings.names());
    return opened(
        database,
        () -> EngineClock.startingAt(Instant.now()),
        clock -> SqliteStore.open(database, embedder(), clock));
  }

  private OpenStore postgres(DataSource dataSource) {
    PostgresDatabase database = PostgresDatabase.on(dataSource, settings.names());
    return opened(
        database,
        () -> EngineClock.startingAt(PostgresStore.timeOf(database)),
        clock ->
            settings.sends()
                ? PostgresStore.openAmongRecorders(database, embedder(), clock, Node.named(node))
                : PostgresStore.openToRecord(database, embedder(), clock));
  }

  private OpenStore opened(Database database, Supplier<InstantSource> ownClock, Stores stores) {
    try {
      if (settings.createTables()) {
        Tables.make(database);
      } else {
        Tables.check(database);
      }
      SecretKeyCheck.check(database, key);
      InstantSource engineClock = settings.clock().orElseGet(ownClock);
      return new OpenStore(
          database,
          stores.open(engineClock),
          new SqlSigningKeys(database, key.cipher()),
          node,
          settings.clock().orElse(Clock.systemUTC()));
    } catch (RuntimeException | Error failed) {
      database.close();
      throw failed;
    }
  }

  /** Two of one process differ, and so do two processes of two containers with the same number. */
  private static String newName() {
    byte[] random = new byte[3];
    new SecureRandom().nextBytes(random);
    return Node.ofThisProcess().name() + ":" + HexFormat.of().formatHex(random);
  }

  private Embedder embedder() {
    return Embedder.of(key.cipher(), EventFilterReader.TYPES_ONLY);
  }

  /** Opens a store by an engine's clock. */
  @FunctionalInterface
  private interface Stores {
    Store open(InstantSource engineClock);
  }
}
