package dev.carillon.server.platform.database;

import dev.carillon.server.platform.config.ProductVersion;
import dev.carillon.server.platform.config.StoreConfig;
import java.sql.Connection;
import java.util.Optional;

/** Which build made the tables of a database, for who knows nothing else of them. */
public final class TableBuild {

  private TableBuild() {}

  /** Goes up by one with each release that changes the tables, or what is in them. */
  public static int number() {
    return SchemaRelease.own(TableBuild.class.getClassLoader(), ProductVersion.TEXT).number();
  }

  /**
   * Says why this build cannot use the tables, in a sentence without its end; empty where it can,
   * or nobody made them.
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
    return new Migrations(dialect).state(connection, name)
            instanceof TableState.Refused(String why, String _)
        ? Optional.of(why)
        : Optional.empty();
  }
}
