package dev.carillon.server.platform.database;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.delivery.HooksException.Code;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.platform.config.StoreConfig;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/**
 * Brings the tables of a PostgreSQL database up to date while other servers may work on it. A
 * script that needs the lock of a table waits for it a short time only, because all who come later
 * wait behind it; it tries again instead, as where PostgreSQL ends it because of a deadlock.
 */
record PostgresMigration(StoreConfig.Postgres config, Migrations migrations) {

  /** A lock was not there in time, or two transactions waited for each other: 40P01. */
  private static final Set<String> LOCKED = Set.of("55P03", "40P01");

  private static final int TRIES = 10;
  private static final Duration BETWEEN = Duration.ofSeconds(1);
  private static final int NAMED_MAX = 10;

  /** Live nodes that work with tables older than a number; one that has not reported yet is one. */
  private static final String OLDER =
      """
      select n.name, coalesce(s.version, '') as version
      from nodes n left join server_nodes s on s.epoch = n.epoch
      where n.taken_over_at is null and n.lease_until > clock_timestamp()
        and coalesce(s.schema_number, 0) < ?
      order by n.epoch limit ?
      """;

  private static final String TABLES_ARE_THERE =
      """
      select 1 where to_regclass(quote_ident(current_schema()) || '.nodes') is not null
        and to_regclass(quote_ident(current_schema()) || '.server_nodes') is not null
      """;

  /**
   * Runs what is to be run.
   *
   * @throws HooksException if this server cannot use the tables, or servers that are at work could
   *     not use those that it would make
   * @throws SQLException if the database is away
   */
  void run() throws SQLException {
    // a connection of its own, as Flyway makes one: what it looks at must be the same
    try (Connection connection = connect()) {
      UnfinishedCopy.refuse(connection, config.address());
      switch (migrations.state(connection, config.address())) {
        case TableState.Usable usable -> {
          return;
        }
        case TableState.Refused refused -> throw Migrations.refused(refused);
        case TableState.Behind behind -> refuseOlderNodes(connection);
      }
    }
    migrate();
    refuseNewerTables();
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(config.url(), config.username(), config.password());
  }

  /** A server that is too new for this one may have changed them in the meantime. */
  private void refuseNewerTables() throws SQLException {
    try (Connection connection = connect()) {
      if (migrations.state(connection, config.address())
          instanceof TableState.Refused(String why, String remedy)) {
        throw new HooksException(Code.STORE_UNUSABLE, why + ". " + remedy);
      }
    }
  }

  private void refuseOlderNodes(Connection connection) throws SQLException {
    if (!Sql.any(connection, TABLES_ARE_THERE)) {
      return;
    }
    List<Older> older = older(connection);
    // one that has just started says in a moment what it is
    for (int tries = 1; tries < TRIES && older.stream().anyMatch(Older::unknown); tries++) {
      pause();
      older = older(connection);
    }
    if (!older.isEmpty()) {
      throw new HooksException(
          Code.STORE_UNUSABLE,
          "Carillon %s would change the tables of the database %s, and servers that are at work there are too old for that: %s. Nothing was changed. Install the releases in between on all nodes first, one node after the other, or stop these servers and start this one again after 15 seconds"
              .formatted(
                  migrations.own().version(),
                  config.address(),
                  older.stream().map(Older::text).collect(Collectors.joining(", "))));
    }
  }

  private List<Older> older(Connection connection) throws SQLException {
    return Sql.list(
        connection,
        OLDER,
        row -> new Older(row.getString("name"), row.getString("version")),
        migrations.own().worksWith(),
        NAMED_MAX);
  }

  private void migrate() throws SQLException {
    FluentConfiguration flyway =
        migrations
            .flyway()
            .dataSource(config.url(), config.username(), config.password())
            .callbacks(new ShortLockWaits());
    for (int tries = 1; ; tries++) {
      try {
        migrations.run(flyway, config.address());
        return;
      } catch (FlywayException failed) {
        if (!waitedInVain(failed)) {
          throw failed;
        }
        if (tries == TRIES) {
          throw locked(failed);
        }
        pause();
      }
    }
  }

  /** Whether a lock was not to be had, somewhere among the causes. */
  private static boolean waitedInVain(Throwable failed) {
    for (Throwable each = failed; each != null; each = each.getCause()) {
      if (each instanceof SQLException sql
          && sql.getSQLState() != null
          && LOCKED.contains(sql.getSQLState())) {
        return true;
      }
    }
    return false;
  }

  private HooksException locked(FlywayException failed) {
    return new HooksException(
        Code.STORE_UNAVAILABLE,
        "the tables of the database "
            + config.address()
            + " cannot be changed, because others use them (another node, or a backup with"
            + " pg_dump, for example). End their transactions, and start again",
        failed);
  }

  private static void pause() {
    try {
      Thread.sleep(BETWEEN);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new HooksException(Code.STORE_UNAVAILABLE, "interrupted while tables are changed");
    }
  }

  /**
   * A server at work.
   *
   * @param version empty where it has not said it yet
   */
  private record Older(String name, String version) {

    boolean unknown() {
      return version.isEmpty();
    }

    String text() {
      return name + (unknown() ? " (its version is not known)" : " (Carillon " + version + ")");
    }
  }
}
