package dev.carillon.server.operations.transfer;

import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.operations.home.Connections;
import dev.carillon.server.platform.config.StoreConfig;
import dev.carillon.server.platform.database.TableBuild;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * The database of PostgreSQL that a home is copied into.
 *
 * @param connection in a transaction
 */
record TargetDatabase(StoreConfig.Postgres store, Connection connection) implements AutoCloseable {

  private static final int VERSION_MIN = 15;
  private static final int OF_A_VERSION = 10_000;
  private static final int NAMED_MAX = 5;

  /** What does not belong to an extension. */
  private static final String CONTENT =
      """
      select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = current_schema() and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
        and not exists (
          select 1 from pg_depend d
          where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
      order by c.relname limit ?
      """;

  /** The number of an epoch is given once, and kept when its row goes. */
  private static final String A_SERVER_STARTED =
      "select 1 where pg_sequence_last_value(pg_get_serial_sequence('nodes', 'epoch')) is not null";

  private static final String HAS_TABLES =
      """
      select 1 where to_regclass(quote_ident(current_schema()) || '.nodes') is not null
        and to_regclass(quote_ident(current_schema()) || '.users') is not null
      """;

  private static final List<String> FILLED_BY_A_SERVER =
      List.of("users", "assets", "webhooks", "events", "audit_log");

  /**
   * Connects.
   *
   * @throws Failure where it cannot be reached, or is not one that a server can use
   */
  static TargetDatabase connect(StoreConfig.Postgres store) {
    try {
      Connection connection = Connections.to(store);
      try {
        TargetDatabase target = new TargetDatabase(store, connection);
        // a connection of a pool between may have the limit of a node
        target.execute("set statement_timeout = 0");
        connection.setAutoCommit(false);
        target.require();
        return target;
      } catch (SQLException | RuntimeException failed) {
        connection.close();
        throw failed;
      }
    } catch (SQLException failed) {
      throw TargetFailures.of(store, failed);
    }
  }

  private void require() throws SQLException {
    long version = Sql.number(connection, "select current_setting('server_version_num')::int");
    String encoding = text("select current_setting('server_encoding')");
    if (version < (long) VERSION_MIN * OF_A_VERSION) {
      throw unfit(
          "is PostgreSQL %s, and version %d or later is needed"
              .formatted(text("select current_setting('server_version')"), VERSION_MIN));
    }
    if (!encoding.equals("UTF8")) {
      throw unfit(
          "has the encoding %s, and only UTF8 holds all texts. Create another one: create database … encoding 'UTF8' template template0"
              .formatted(encoding));
    }
    if (Sql.any(connection, "select 1 where pg_is_in_recovery()")) {
      throw unfit("is a replica, which cannot be written. Name its primary");
    }
    if (!Sql.any(connection, "select 1 where has_schema_privilege(current_schema(), 'create')")) {
      throw new Failure(
          ExitCode.AUTH,
          "the user '%s' cannot create tables in the database %s. Make this user the owner of the database, or: grant usage, create on schema public to this user"
              .formatted(text("select current_user"), store.address()));
    }
  }

  /** Makes the tables, unless they are there and were never used. */
  void makeTables() throws SQLException {
    List<String> content = Sql.list(connection, CONTENT, row -> row.getString(1), NAMED_MAX + 1);
    connection.rollback();
    if (!content.isEmpty()) {
      connection.setAutoCommit(true); // what asks who made the tables needs no transaction
      TableBuild.refusal(connection, store)
          .ifPresent(
              otherBuild -> {
                throw new Failure(ExitCode.CONFLICT, "nothing was copied: " + otherBuild);
              });
      boolean current = TableBuild.current(connection, store);
      connection.setAutoCommit(false);
      if (!current) {
        throw notEmpty(String.join(", ", content.subList(0, Math.min(content.size(), NAMED_MAX))));
      }
      return;
    }
    TableBuild.make(store);
  }

  /**
   * Makes sure that no server has used the tables. None can begin to until the transaction ends.
   *
   * @throws Failure where one has
   */
  void requireUnused() throws SQLException {
    execute("lock table nodes in share row exclusive mode");
    requireNoServer();
    Optional<String> filled = filled();
    if (filled.isPresent()) {
      throw notEmpty("rows in the table " + filled.get());
    }
  }

  /** Whether a server has used it, or it has rows that one has made. */
  boolean used() throws SQLException {
    return Sql.any(connection, HAS_TABLES)
        && (Sql.any(connection, A_SERVER_STARTED) || filled().isPresent());
  }

  private Optional<String> filled() throws SQLException {
    for (String table : FILLED_BY_A_SERVER) {
      if (Sql.any(connection, "select 1 from " + table + " limit 1")) {
        return Optional.of(table);
      }
    }
    return Optional.empty();
  }

  /**
   * Makes sure that no server has started on it.
   *
   * @throws Failure where one has
   */
  void requireNoServer() throws SQLException {
    if (Sql.any(connection, A_SERVER_STARTED)) {
      throw notEmpty("the tables of a server that was started on it");
    }
  }

  void execute(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  String text(String sql) throws SQLException {
    return Sql.first(connection, sql, row -> row.getString(1)).orElse("");
  }

  private Failure unfit(String why) {
    return new Failure(
        ExitCode.CONFLICT, "nothing was copied: the database " + store.address() + " " + why);
  }

  private Failure notEmpty(String found) {
    return unfit(
        "is not empty: it has "
            + found
            + ". Name an empty one: create database … encoding 'UTF8' template template0");
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
