package dev.carillon.server.platform.database;

import dev.carillon.server.platform.config.StoreConfig;
import java.sql.Connection;
import java.util.Optional;
import org.flywaydb.core.Flyway;

/**
 * The tables of a database and which build made them: for commands that use it without opening a
 * store.
 */
public final class TableBuild {

  private TableBuild() {}

  /**
   * Says that another build made the tables, in a sentence without its end; empty where this build
   * made them, or there are none.
   *
   * @param connection to this database, in no transaction
   */
  public static Optional<String> refusal(Connection connection, StoreConfig store) {
    String name =
        switch (store) {
          case StoreConfig.Embedded embedded -> embedded.file().toString();
          case StoreConfig.Postgres postgres -> postgres.address();
        };
    String dialect = store instanceof StoreConfig.Embedded ? "sqlite" : "postgresql";
    return new Migrations(dialect).ofAnotherBuild(connection)
        ? Optional.of(Migrations.anotherBuild(name))
        : Optional.empty();
  }

  /** Whether this build made the tables, and nothing is missing. */
  public static boolean current(Connection connection, StoreConfig store) {
    return new Migrations(store instanceof StoreConfig.Embedded ? "sqlite" : "postgresql")
        .done(connection);
  }

  /**
   * Makes the tables of a database of PostgreSQL, or what is missing of them.
   *
   * @throws dev.carillon.hooks.delivery.HooksException with {@code STORE_UNUSABLE} if another build
   *     made them
   */
  public static void make(StoreConfig.Postgres store) {
    new Migrations("postgresql")
        .run(
            Flyway.configure().dataSource(store.url(), store.username(), store.password()),
            store.address());
  }
}
