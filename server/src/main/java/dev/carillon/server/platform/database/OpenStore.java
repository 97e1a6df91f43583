package dev.carillon.server.platform.database;

import com.zaxxer.hikari.HikariDataSource;
import dev.carillon.hooks.delivery.EngineClock;
import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.delivery.HooksException.Code;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Embedder;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.postgresql.Node;
import dev.carillon.hooks.jdbc.postgresql.PostgresDatabase;
import dev.carillon.hooks.jdbc.postgresql.PostgresStore;
import dev.carillon.hooks.jdbc.sqlite.SqliteDatabase;
import dev.carillon.hooks.jdbc.sqlite.SqliteStore;
import dev.carillon.server.platform.config.StoreConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * The database, opened and brought up to date.
 *
 * @param database for reading and writing
 * @param store the core's ports on it
 * @param clock the engine's, which the store uses too
 * @param pool closes what is below the database
 */
public record OpenStore(Database database, Store store, InstantSource clock, AutoCloseable pool) {

  /**
   * Opens it.
   *
   * @param timing wraps the database
   * @param fit refuses a database that is not to be used, before anything of it is taken over
   */
  public static OpenStore open(
      StoreConfig config, Embedder embedder, UnaryOperator<Database> timing, Consumer<Database> fit)
      throws IOException {
    return switch (config) {
      case StoreConfig.Embedded embedded -> sqlite(embedded, embedder, timing, fit);
      case StoreConfig.Postgres postgres -> postgres(postgres, embedder, timing, fit);
    };
  }

  private static OpenStore sqlite(
      StoreConfig.Embedded config,
      Embedder embedder,
      UnaryOperator<Database> timing,
      Consumer<Database> fit)
      throws IOException {
    Files.createDirectories(config.file().toAbsolutePath().getParent());
    // opened first: its lock keeps a second process from migrating the same file
    Database database = timing.apply(SqliteDatabase.open(config.file()));
    try {
      migrate("sqlite", "jdbc:sqlite:" + config.file(), "", "");
      fit.accept(database);
      InstantSource clock = EngineClock.startingAt(Instant.now());
      return new OpenStore(database, SqliteStore.open(database, embedder, clock), clock, () -> {});
    } catch (RuntimeException failed) {
      database.close();
      throw failed;
    }
  }

  private static OpenStore postgres(
      StoreConfig.Postgres config,
      Embedder embedder,
      UnaryOperator<Database> timing,
      Consumer<Database> fit) {
    // a migration may take its time, which the pool's statements may not
    try {
      migrate("postgresql", config.url(), config.username(), config.password());
    } catch (FlywayException failed) {
      throw failed.getCause() instanceof SQLException away ? unavailable(config, away) : failed;
    }
    HikariDataSource pool = PostgresPool.open(config);
    try {
      Database database = timing.apply(PostgresDatabase.on(pool));
      fit.accept(database);
      InstantSource clock = EngineClock.startingAt(PostgresStore.timeOf(database));
      return new OpenStore(
          database,
          PostgresStore.open(database, embedder, clock, Node.ofThisProcess()),
          clock,
          pool);
    } catch (RuntimeException failed) {
      pool.close();
      throw failed;
    }
  }

  private static HooksException unavailable(StoreConfig.Postgres config, SQLException away) {
    return new HooksException(
        Code.STORE_UNAVAILABLE,
        "the database " + config.address() + " cannot be used: " + away.getMessage(),
        away);
  }

  /** Over a connection of its own, as Flyway makes one: what it looks at must be the same. */
  private static void migrate(String dialect, String url, String username, String password) {
    Migrations migrations = new Migrations(dialect);
    if (!done(migrations, url, username, password)) {
      migrations.run(Flyway.configure().dataSource(url, username, password));
    }
  }

  private static boolean done(
      Migrations migrations, String url, String username, String password) {
    try (Connection connection = DriverManager.getConnection(url, username, password)) {
      return migrations.done(connection);
    } catch (SQLException unknown) {
      return false;
    }
  }

  public void close() {
    database.close();
    try {
      pool.close();
    } catch (Exception failed) {
      System.getLogger(OpenStore.class.getName())
          .log(System.Logger.Level.WARNING, "The connection pool did not close", failed);
    }
  }
}
