package dev.carillon.server.operations.home;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.platform.config.ServerConfig;
import dev.carillon.server.platform.config.StoreConfig;
import dev.carillon.server.platform.database.MovedDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A home belongs to one database. A server that was started with another one by mistake would start
 * with nothing, and say that it is ready.
 */
public final class DatabaseMismatch {

  private static final List<String> TABLES = List.of("assets", "webhooks", "users");

  private static final String THERE =
      "select 1 from sqlite_schema where type = 'table' and name = ?";

  private DatabaseMismatch() {}

  /**
   * Refuses a start on another database than this home's.
   *
   * @throws IllegalArgumentException which names both, and says what to do
   */
  public static void refuse(ServerConfig config) {
    switch (config.store()) {
      case StoreConfig.Postgres postgres -> besideEmbedded(config.home(), postgres);
      case StoreConfig.Embedded(Path file) -> afterPostgres(config.home(), file);
    }
  }

  private static void besideEmbedded(Path home, StoreConfig.Postgres postgres) {
    Path file = home.resolve("data").resolve("carillon.db");
    String content = MovedDatabase.of(file).isPresent() ? "" : content(file);
    if (!content.isEmpty()) {
      throw new IllegalArgumentException(
          ("this home has a database with data already: %s (%s), and the server is"
                  + " configured to use %s. To use the file, start without the setting 'database'"
                  + " (option --database, variable CARILLON_DATABASE, or the line in"
                  + " node.properties). To use PostgreSQL, move the file away: mv %s %s.old")
              .formatted(file, content, postgres.address(), file, file));
    }
  }

  private static void afterPostgres(Path home, Path file) {
    MovedDatabase.of(file)
        .ifPresent(
            moved -> {
              throw new IllegalArgumentException(moved.refusal(file));
            });
    Optional<LastRun> last;
    try {
      last = LastRun.read(home).filter(LastRun::onPostgres);
    } catch (IllegalArgumentException unreadable) {
      if (!content(file).isEmpty()) {
        // the embedded one is plainly in use, and the server writes the note anew
        return;
      }
      throw unreadable;
    }
    if (last.isPresent()) {
      throw new IllegalArgumentException(
          "the server of this home last used "
              + last.get().databaseName()
              + ", and is now configured to use the embedded database "
              + file
              + ". To use PostgreSQL, start with --database "
              + last.get().databaseName()
              + " (or CARILLON_DATABASE, or 'database' in node.properties). To use the"
              + " embedded database, delete "
              + home.resolve(LastRun.NAME)
              + "");
    }
  }

  /** What an SQLite file holds, in words; empty where it holds nothing, or is not there. */
  private static String content(Path file) {
    if (Files.notExists(file) || file.toFile().length() == 0) {
      return "";
    }
    List<String> found = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      for (String table : TABLES) {
        boolean there = Sql.any(connection, THERE, table);
        long rows = there ? Sql.number(connection, "select count(*) from " + table) : 0;
        if (rows > 0) {
          found.add(table + ": " + rows);
        }
      }
    } catch (SQLException unreadable) {
      return "it cannot be read: " + unreadable.getMessage();
    }
    return String.join(", ", found);
  }
}
