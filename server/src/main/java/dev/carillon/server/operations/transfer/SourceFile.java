package dev.carillon.server.operations.transfer;

import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.sqlite.SqliteDatabase;
import dev.carillon.server.operations.home.Connections;
import dev.carillon.server.platform.config.StoreConfig;
import dev.carillon.server.platform.database.TableBuild;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The embedded database of a home, held so that no server begins to use it. It is read and not
 * changed, except that what lies in its write-ahead log is brought into the file.
 *
 * @param lock keeps others out
 * @param connection reads one moment
 * @param version differs after each change of the file
 */
record SourceFile(Path file, Database lock, Connection connection, String version)
    implements AutoCloseable {

  private static final String INTO_THE_FILE = "pragma wal_checkpoint(truncate)";

  /**
   * Holds it.
   *
   * @throws Failure where it is not there, in use, or of another build
   */
  static SourceFile hold(StoreConfig.Embedded store) throws SQLException, IOException {
    Path file = store.file();
    if (Files.notExists(file) || Files.size(file) == 0) {
      throw new Failure(
          ExitCode.NOT_FOUND,
          "there is no database "
              + file
              + ", so there is nothing to copy. A home that uses PostgreSQL already is copied with"
              + " PostgreSQL's own tools (pg_dump, pg_restore)");
    }
    Database lock = locked(file);
    try {
      Connection connection = Connections.to(store);
      try {
        require(connection, store);
        try (Statement statement = connection.createStatement()) {
          statement.execute(INTO_THE_FILE);
          statement.execute("pragma query_only = on");
        }
        String version = Files.size(file) + " bytes, " + Files.getLastModifiedTime(file);
        connection.setAutoCommit(false);
        return new SourceFile(file, lock, connection, version);
      } catch (SQLException | IOException | RuntimeException failed) {
        connection.close();
        throw failed;
      }
    } catch (SQLException | IOException | RuntimeException failed) {
      lock.close();
      throw failed;
    }
  }

  private static Database locked(Path file) {
    try {
      return SqliteDatabase.open(file);
    } catch (HooksException refused) {
      boolean used = refused.code() == HooksException.Code.STORE_LOCKED;
      throw new Failure(
          used ? ExitCode.CONFLICT : ExitCode.FAILURE,
          "nothing was copied: "
              + refused.getMessage()
              + (used ? ". Stop the server or the command that uses it, and run this again" : ""));
    }
  }

  private static void require(Connection connection, StoreConfig store) {
    TableBuild.refusal(connection, store)
        .ifPresent(
            otherBuild -> {
              throw new Failure(
                  ExitCode.CONFLICT,
                  "nothing was copied: " + otherBuild + ". Use the command of that build");
            });
    if (!TableBuild.current(connection, store)) {
      throw new Failure(
          ExitCode.CONFLICT,
          "nothing was copied: the tables of the home are those of an earlier version. Start the"
              + " server of this version on the home once, stop it, and run this again");
    }
  }

  /** How many bytes it has. */
  long bytes() throws IOException {
    return Files.size(file);
  }

  /** The greatest number that a table gave to a row; 0 where it does not keep that. */
  long greatestGiven(String table) throws SQLException {
    return Sql.number(connection, "select seq from sqlite_sequence where name = ?", table);
  }

  @Override
  public void close() throws SQLException {
    try {
      connection.close();
    } finally {
      lock.close();
    }
  }
}
