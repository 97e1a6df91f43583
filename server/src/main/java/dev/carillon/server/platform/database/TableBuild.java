package dev.carillon.server.platform.database;

import dev.carillon.server.platform.config.StoreConfig;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

<<<<<<< HEAD
/**
 * The tables of a database and which build made them: for commands that use it without opening a
 * store.
 */
=======
/** The tables of a database and which build made them, for who knows nothing else of them. */
>>>>>>> 410111e6a6b1493248dbb7a7bd22c95fe32f7640
public final class TableBuild {

  private TableBuild() {}

  /** Goes up by one with each release that changes the tables, or what is in them. */
  public static int number() {
    return SchemaRelease.ownNumber();
  }

  /**
   * Says why this build cannot use the tables, in a sentence without its end; empty where it can,
   * or nobody made them.
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
<<<<<<< HEAD
=======
  }

  private static TableState state(Connection connection, StoreConfig store) {
    return switch (store) {
      case StoreConfig.Embedded(Path file) ->
          new Migrations("sqlite").state(connection, file.toString());
      case StoreConfig.Postgres postgres ->
          new Migrations("postgresql").state(connection, postgres.address());
    };
>>>>>>> 410111e6a6b1493248dbb7a7bd22c95fe32f7640
  }

  /**
   * Makes the tables of a database of PostgreSQL, or what is missing of them.
   *
   * @throws dev.carillon.hooks.delivery.HooksException with {@code STORE_UNUSABLE} if another build
   *     made them
   */
  public static void make(StoreConfig.Postgres store) throws SQLException {
    new PostgresMigration(store, new Migrations("postgresql")).run();
<<<<<<< HEAD
  }

  private static TableState state(Connection connection, StoreConfig store) {
    return switch (store) {
      case StoreConfig.Embedded embedded ->
          new Migrations("sqlite").state(connection, embedded.file().toString());
      case StoreConfig.Postgres postgres ->
          new Migrations("postgresql").state(connection, postgres.address());
    };
=======
>>>>>>> 410111e6a6b1493248dbb7a7bd22c95fe32f7640
  }
}
