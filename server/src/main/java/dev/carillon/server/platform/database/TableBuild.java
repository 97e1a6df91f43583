package dev.carillon.server.platform.database;

import dev.carillon.server.platform.config.StoreConfig;
import java.sql.Connection;
import java.util.Optional;

/** Which build made the tables of a database: for commands that read it without opening a store. */
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
}
