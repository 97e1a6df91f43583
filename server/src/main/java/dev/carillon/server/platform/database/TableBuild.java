package dev.carillon.server.platform.database;

import dev.carillon.server.platform.config.ProductVersion;
import dev.carillon.server.platform.config.StoreConfig;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.Optional;

/**
 * The tables of a database and which build made them: for commands that use it without opening a
 * store.
 */
public final class TableBuild {

  private static final SchemaRelease OWN =
      SchemaRelease.own(TableBuild.class.getClassLoader(), ProductVersion.TEXT);

  private TableBuild() {}

  /** Goes up by one with each release that changes the tables, or what is in them. */
  public static int number() {
    return OWN.number();
  }

  /** The version of the release whose tables are too new for this build; empty where none is. */
  public static Optional<String> outgrownBy(Connection connection) {
    return SchemaRelease.announced(connection, "").stream()
        .max(Comparator.comparingInt(SchemaRelease::number))
        .filter(newest -> newest.worksWith() > OWN.number())
        .map(SchemaRelease::version);
  }

  /**
   * Says why this build cannot use the tables, in a sentence without its end; empty where it can,
   * or there are none.
   *
   * @param connection to this database, in no transaction
   */
  public static Optional<String> refusal(Connection connection, StoreConfig store) {
    return state(connection, store) instanceof TableState.Refused(String why, String _)
        ? Optional.of(why)
        : Optional.empty();
  }

  /** Whether this build can use the tables as they are. */
  public static boolean current(Connection connection, StoreConfig store) {
    return state(connection, store) instanceof TableState.Usable;
  }

  /**
   * Makes the tables of a database of PostgreSQL, or what is missing of them.
   *
   * @throws dev.carillon.hooks.delivery.HooksException with {@code STORE_UNUSABLE} if another build
   *     made them
   */
  public static void make(StoreConfig.Postgres store) throws SQLException {
    new PostgresMigration(store, new Migrations("postgresql")).run();
  }

  private static TableState state(Connection connection, StoreConfig store) {
    return switch (store) {
      case StoreConfig.Embedded embedded ->
          new Migrations("sqlite").state(connection, embedded.file().toString());
      case StoreConfig.Postgres postgres ->
          new Migrations("postgresql").state(connection, postgres.address());
    };
  }
}
