package dev.carillon.server.platform.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.carillon.hooks.delivery.EngineClock;
import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.delivery.HooksException.Code;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Embedder;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.TableNames;
import dev.carillon.hooks.jdbc.postgresql.Node;
import dev.carillon.hooks.jdbc.postgresql.PostgresDatabase;
import dev.carillon.hooks.jdbc.postgresql.PostgresStore;
import dev.carillon.hooks.jdbc.sqlite.SqliteDatabase;
import dev.carillon.hooks.jdbc.sqlite.SqliteStore;
import dev.carillon.server.platform.config.StoreConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.flywaydb.core.api.FlywayException;

/**
 * The database, opened and brought up to date.
 *
 * @param database for reading and writing
 * @param audit the same with a writer of its own, where other nodes append to the audit log too: a
 *     transaction that is shared with other work would keep the log's end from them for longer, and
 *     could wait for one of theirs that waits for it
 * @param store the core's ports on it
 * @param clock the engine's, which the store uses too
 * @param pool closes what is below the database
 */
public record OpenDatabase(
    Database database, Database audit, Store store, InstantSource clock, AutoCloseable pool) {

  private static final int READERS = 8;
  private static final int WRITERS = 2;

  /** One waits for what other nodes tell. */
  private static final int LISTENERS = 1;

  /** Callers must hear within a second that the database is away. */
  private static final int CONNECTION_MILLIS = 900;

  /** A slow database takes its time for a new connection; no caller waits for that one. */
  private static final String LOGIN_SECONDS = "10";

  /**
   * For so long a statement is waited for: the network may have swallowed it. One that PostgreSQL
   * is still at goes on there; only what reads very long tables takes as long.
   */
  private static final String ANSWER_SECONDS = "30";

  /**
   * The same with many nodes, where it is shorter than a lease, so that a renewal that was
   * swallowed can be asked for again before the lease ends. Once a network is whole again, packets
   * that it has swallowed are sent again only after about as long as it was not: each connection
   * that waits for one is given up sooner.
   */
  private static final String NODES_ANSWER_SECONDS = "10";

  /**
   * What is about to be given up ends in the database, too, and is not there twice when repeated.
   * It cuts no commit short that waits for a replica: PostgreSQL does not count that.
   */
  private static final String STATEMENT_TIMEOUT = "set statement_timeout = '9s'";

  /** Another program's lock holds up one change, and with it all others. */
  private static final String LOCK_TIMEOUT = "set lock_timeout = '3s'";

  /**
   * A node that hangs in the middle of a transaction, or was cut off, must not keep others from the
   * rows that each change writes.
   */
  private static final String IDLE_TIMEOUT = "set idle_in_transaction_session_timeout = '5s'";

  /**
   * Opens it.
   *
   * @param timing wraps the database
   * @param fit refuses a database that is not to be used, before anything of it is taken over
   */
  public static OpenDatabase open(
      StoreConfig config, Embedder embedder, UnaryOperator<Database> timing, Consumer<Database> fit)
      throws IOException {
    return switch (config) {
      case StoreConfig.Embedded embedded -> sqlite(embedded, embedder, timing, fit);
      case StoreConfig.Postgres postgres -> postgres(postgres, embedder, timing, fit);
    };
  }

  private static OpenDatabase sqlite(
      StoreConfig.Embedded config,
      Embedder embedder,
      UnaryOperator<Database> timing,
      Consumer<Database> fit)
      throws IOException {
    Files.createDirectories(config.file().toAbsolutePath().getParent());
    // opened first: its lock keeps a second process from migrating the same file
    Database database = timing.apply(SqliteDatabase.open(config.file()));
    try {
      MovedDatabase.refuse(config.file());
      Migrations migrations = new Migrations("sqlite");
      String name = config.file().toString();
      switch (database.read(connection -> migrations.state(connection, name))) {
        case TableState.Usable usable -> {}
        case TableState.Refused refused -> throw Migrations.refused(refused);
        case TableState.Behind behind ->
            migrations.run(migrations.flyway().dataSource("jdbc:sqlite:" + name, "", ""), name);
      }
      fit.accept(database);
      InstantSource clock = EngineClock.startingAt(Instant.now());
      return new OpenDatabase(
          database, database, SqliteStore.open(database, embedder, clock), clock, () -> {});
    } catch (RuntimeException failed) {
      database.close();
      throw failed;
    }
  }

  private static OpenDatabase postgres(
      StoreConfig.Postgres config,
      Embedder embedder,
      UnaryOperator<Database> timing,
      Consumer<Database> fit) {
    // a migration may take its time, which the pool's statements may not
    try {
      new PostgresMigration(config, new Migrations("postgresql")).run();
    } catch (SQLException away) {
      throw unavailable(config, away);
    } catch (FlywayException failed) {
      throw failed.getCause() instanceof SQLException away ? unavailable(config, away) : failed;
    }
    HikariDataSource pool = pool(config);
    try {
      // the pool has a connection for what other nodes tell
      Database database = timing.apply(PostgresDatabase.on(pool, TableNames.PLAIN, pool));
      fit.accept(database);
      InstantSource clock = EngineClock.startingAt(PostgresStore.timeOf(database));
      return new OpenDatabase(
          database,
          config.manyNodes() ? timing.apply(PostgresDatabase.on(pool)) : database,
          PostgresStore.open(
              database,
              embedder,
              clock,
              node(config),
              connection -> UnfinishedCopy.refuseEntering(connection, config.address())),
          clock,
          pool);
    } catch (RuntimeException failed) {
      pool.close();
      throw failed;
    }
  }

  private static Node node(StoreConfig.Postgres config) {
    Node node = Node.ofThisProcess();
    return config.manyNodes() ? node : Node.alone(node.name());
  }

  private static HooksException unavailable(StoreConfig.Postgres config, SQLException away) {
    return new HooksException(
        Code.STORE_UNAVAILABLE,
        "the database " + config.address() + " cannot be used: " + away.getMessage(),
        away);
  }

  public void close() {
    if (!audit.equals(database)) {
      audit.close();
    }
    database.close();
    try {
      pool.close();
    } catch (Exception failed) {
      System.getLogger(OpenDatabase.class.getName())
          .log(System.Logger.Level.WARNING, "The connection pool did not close", failed);
    }
  }

  /**
   * Connections to PostgreSQL that are never waited for long: callers rather hear that the database
   * is away or too slow. What the URL says counts more.
   */
  private static HikariDataSource pool(StoreConfig.Postgres config) {
    HikariConfig hikari = new HikariConfig();
    hikari.setJdbcUrl(config.url());
    if (!config.username().isEmpty()) {
      hikari.setUsername(config.username());
      hikari.setPassword(config.password());
    }
    hikari.setMaximumPoolSize(READERS + WRITERS + LISTENERS);
    hikari.setPoolName("carillon");
    hikari.setConnectionTimeout(CONNECTION_MILLIS);
    hikari.setConnectionInitSql(
        config.manyNodes()
            ? String.join("; ", LOCK_TIMEOUT, IDLE_TIMEOUT, STATEMENT_TIMEOUT)
            : LOCK_TIMEOUT);
    hikari.addDataSourceProperty("loginTimeout", LOGIN_SECONDS);
    hikari.addDataSourceProperty(
        "socketTimeout", config.manyNodes() ? NODES_ANSWER_SECONDS : ANSWER_SECONDS);
    return new HikariDataSource(hikari);
  }
}
