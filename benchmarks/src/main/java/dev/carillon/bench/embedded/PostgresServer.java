package dev.carillon.bench.embedded;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.carillon.hooks.Hooks;
import dev.carillon.hooks.WebhookRegistration;
import dev.carillon.hooks.delivery.EngineClock;
import dev.carillon.hooks.delivery.HooksListener;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.TableNames;
import dev.carillon.hooks.jdbc.postgresql.Node;
import dev.carillon.hooks.jdbc.postgresql.PostgresDatabase;
import dev.carillon.hooks.jdbc.postgresql.PostgresStore;
import dev.carillon.hooks.secret.AesSecretCipher;
import dev.carillon.hooks.webhook.EventFilter;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import org.flywaydb.core.Flyway;

/**
 * A PostgreSQL server, given or our own with every commit flushed to disk. Each round gets a schema
 * of its own, dropped before the next.
 */
public final class PostgresServer implements AutoCloseable {

  private static final String SCHEMA = "carillon_bench";
  private static final int CONNECTIONS = 10;

  private final String url;
  private final AutoCloseable server;

  private PostgresServer(String url, AutoCloseable server) {
    this.url = url;
    this.server = server;
  }

  /**
   * The server at this URL, or a new one.
   *
   * @param url empty = start one in the folder
   */
  public static PostgresServer open(String url, Path folder) throws IOException {
    if (!url.isEmpty()) {
      return new PostgresServer(url, () -> {});
    }
    EmbeddedPostgres postgres =
        EmbeddedPostgres.builder()
            .setDataDirectory(folder)
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("max_connections", "50")
            .start();
    return new PostgresServer(postgres.getJdbcUrl("postgres", "postgres"), postgres);
  }

  /** What the server says of its version and of how it keeps what is committed. */
  public String settings() throws IOException {
    try (HikariDataSource pool = pool()) {
      StringBuilder settings = new StringBuilder("PostgreSQL");
      for (String name : new String[] {"server_version", "fsync", "synchronous_commit"}) {
        settings.append(", ").append(name).append(' ').append(show(pool, name));
      }
      return settings.toString();
    } catch (SQLException failed) {
      throw new IOException("the database cannot be asked: " + failed.getMessage(), failed);
    }
  }

  /** A new, empty database of this server, in place of one of the same name; its URL. */
  public String newDatabase(String name) throws IOException {
    try (HikariDataSource pool = pool();
        Connection connection = pool.getConnection();
        var statement = connection.createStatement()) {
      statement.execute("drop database if exists " + name + " with (force)");
      statement.execute("create database " + name);
      return url.replaceFirst("/[^/?]*(\\?|$)", "/" + name + "$1");
    } catch (SQLException failed) {
      throw new IOException("the database cannot be made: " + failed.getMessage(), failed);
    }
  }

  /** The address of a schema without tables. */
  public String emptySchema() {
    try (HikariDataSource pool = pool()) {
      empty(pool);
    }
    return url + (url.contains("?") ? "&" : "?") + "currentSchema=" + SCHEMA;
  }

  private static void empty(HikariDataSource pool) {
    try (Connection connection = pool.getConnection();
        var statement = connection.createStatement()) {
      statement.execute("drop schema if exists " + SCHEMA + " cascade");
      statement.execute("create schema " + SCHEMA);
    } catch (SQLException failed) {
      pool.close();
      throw new IllegalStateException("the schema cannot be made", failed);
    }
  }

  /** Connections to empty tables. */
  public HikariDataSource emptyTables() {
    HikariDataSource pool = pool();
    empty(pool);
    OpenedStore.migrate(Flyway.configure().dataSource(pool).defaultSchema(SCHEMA), "postgresql");
    return pool;
  }

  /** An empty store. */
  public OpenedStore store(Path folder) throws IOException {
    return store(folder, database -> EngineClock.startingAt(PostgresStore.timeOf(database)));
  }

  /** An empty store that goes by this clock. */
  public OpenedStore store(Path folder, InstantSource clock) throws IOException {
    return store(folder, database -> clock);
  }

  /** The library in empty tables of its own, as an embedder has it. */
  public EmbeddedHooks hooks(
      Path folder, List<WebhookRegistration> webhooks, HooksListener listener) {
    HikariDataSource pool = pool();
    empty(pool);
    return EmbeddedHooks.start(Hooks.builder(pool), folder, webhooks, listener, pool::close);
  }

  /** One more node's store in the tables of the last one, which is still open. */
  public OpenedStore another(Path folder, String name) throws IOException {
    return opened(
        pool(), folder, name, database -> EngineClock.startingAt(PostgresStore.timeOf(database)));
  }

  private OpenedStore store(Path folder, Function<Database, InstantSource> clocks)
      throws IOException {
    return opened(emptyTables(), folder, "bench", clocks);
  }

  private static OpenedStore opened(
      HikariDataSource pool, Path folder, String name, Function<Database, InstantSource> clocks)
      throws IOException {
    Database database = PostgresDatabase.on(pool, TableNames.PLAIN, pool);
    InstantSource clock = clocks.apply(database);
    AesSecretCipher cipher = AesSecretCipher.open(folder.resolve("secret.key"));
    return new OpenedStore(
        database,
        PostgresStore.open(database, cipher, text -> EventFilter.ALL, clock, Node.named(name)),
        clock,
        pool::close);
  }

  private HikariDataSource pool() {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setSchema(SCHEMA);
    config.setMaximumPoolSize(CONNECTIONS);
    config.setPoolName("bench");
    return new HikariDataSource(config);
  }

  private static String show(HikariDataSource pool, String name) throws SQLException {
    try (Connection connection = pool.getConnection();
        var statement = connection.createStatement();
        var row = statement.executeQuery("show " + name)) {
      row.next();
      return row.getString(1);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      server.close();
    } catch (Exception failed) {
      throw new IOException("PostgreSQL does not stop", failed);
    }
  }
}
