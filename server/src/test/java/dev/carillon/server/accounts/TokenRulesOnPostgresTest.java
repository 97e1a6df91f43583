package dev.carillon.server.accounts;

import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.testing.TestServer;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

@Tag("long")
class TokenRulesOnPostgresTest extends TokenRules {

  @TempDir private Path home;
  private String database = "";

  @Override
  TestServer open() {
    database = TestDatabase.POSTGRESQL.fresh();
    return new TestServer(home, database);
  }

  /** All rows of all tables. */
  @Override
  String stored() {
    StringBuilder all = new StringBuilder();
    try (var connection = DriverManager.getConnection(database);
        var statement = connection.createStatement()) {
      List<String> tables = new ArrayList<>();
      try (var rows =
          statement.executeQuery("select tablename from pg_tables where schemaname = 'public'")) {
        while (rows.next()) {
          tables.add(rows.getString(1));
        }
      }
      for (String table : tables) {
        try (var rows = statement.executeQuery("select t::text from " + table + " t")) {
          while (rows.next()) {
            all.append(rows.getString(1)).append('\n');
          }
        }
      }
      return all.toString();
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }
}
