package dev.carillon.server.platform.jobs;

import dev.carillon.hooks.jdbc.Database;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Statement;
import java.util.Objects;

/** The tables of jobs, alone. */
final class JobTables {

  private JobTables() {}

  /** Makes them in an empty database. */
  static void make(Database database) throws Exception {
    run(database, "/dev/carillon/server/sqlite/V160__jobs.sql");
    run(database, "/dev/carillon/server/sqlite/V180__long_jobs.sql");
  }

  private static void run(Database database, String name) throws Exception {
    try (InputStream in = Objects.requireNonNull(JobRunner.class.getResourceAsStream(name))) {
      String sql = new String(in.readAllBytes(), StandardCharsets.UTF_8).replaceAll("--[^\n]*", "");
      database.write(
          connection -> {
            for (String one : sql.split(";")) {
              if (!one.isBlank()) {
                try (Statement statement = connection.createStatement()) {
                  statement.execute(one);
                }
              }
            }
            return true;
          });
    }
  }
}
