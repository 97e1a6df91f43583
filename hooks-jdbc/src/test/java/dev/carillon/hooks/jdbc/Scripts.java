package dev.carillon.hooks.jdbc;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Makes the tables as an embedder does. */
public final class Scripts {

  private Scripts() {}

  /** Runs the scripts of a dialect, named as its package is. */
  public static void run(DataSource database, String dialect) {
    Flyway.configure()
        .dataSource(database)
        .locations("classpath:dev/carillon/hooks/jdbc/" + dialect)
        .load()
        .migrate();
  }
}
