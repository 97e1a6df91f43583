package dev.carillon.server.operations.transfer;

import dev.carillon.server.platform.config.ServerConfig;
import dev.carillon.server.platform.config.StoreConfig;
import dev.carillon.server.platform.database.TableBuild;
import dev.carillon.server.testing.RecordedServer;
import dev.carillon.server.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** The databases of these tests. */
final class Databases {

  private Databases() {}

  /** The tables that are copied, by the catalogues of two databases that were just made. */
  static List<CopiedTable> tables(Path scratch) throws SQLException {
    try (Connection source = source(scratch);
        Connection target = target()) {
      return Catalogue.tables(source, target);
    }
  }

  /** An embedded one in which a server was. */
  static Connection source(Path home) throws SQLException {
    new RecordedServer(home, "").close();
    return DriverManager.getConnection("jdbc:sqlite:" + home.resolve("data/carillon.db"));
  }

  /** One of PostgreSQL with tables in which no server was. */
  static Connection target() throws SQLException {
    String url = TestDatabase.POSTGRESQL.fresh();
    TableBuild.make(new StoreConfig.Postgres(url, "", "", false));
    return DriverManager.getConnection(url);
  }

  /** The configuration of a home on a database of PostgreSQL. */
  static ServerConfig config(Path home, String url) {
    return ServerConfig.read(Map.of("home", home.toString(), "database", url), Map.of());
  }

  /** Runs a statement in a database. */
  static void execute(String url, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
