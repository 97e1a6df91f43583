package dev.carillon.server.platform.database;

import dev.carillon.hooks.jdbc.Sql;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;

/**
 * A release, by the tables that it works with. Each release that changes them has the next number.
 *
 * @param number counted from 1
 * @param worksWith the least number of a release whose servers may use the same tables: usually the
 *     one before
 * @param version such as {@code 0.1.0}
 */
record SchemaRelease(int number, int worksWith, String version) {

  /** Where releases are announced. */
  static final String TABLE = "schema_releases";

  private static final String FILE = "dev/carillon/server/platform/database/schema.properties";

  private static final String RELEASES = "select number, works_with, version from schema_releases";

  private static final String ANNOUNCE =
      """
      insert into schema_releases (number, works_with, version) values (?, ?, ?)
      on conflict (number) do nothing
      """;

  SchemaRelease {
    if (worksWith < 1 || worksWith > number) {
      throw new IllegalArgumentException(
          "a release cannot have the number " + number + " and work with " + worksWith);
    }
  }

  /** The release of the program of this version, whose classes are loaded so. */
  static SchemaRelease own(ClassLoader loader, String version) {
    try (InputStream file = loader.getResourceAsStream(FILE)) {
      if (file == null) {
        throw new IllegalStateException("not in this program: " + FILE);
      }
      Properties read = new Properties();
      read.load(file);
      return new SchemaRelease(
          Integer.parseInt(read.getProperty("number", "")),
          Integer.parseInt(read.getProperty("worksWith", "")),
          version);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** The releases that have worked on a database; none where its tables do not say. */
  static List<SchemaRelease> announced(Connection connection, String where) {
    try {
      return Sql.list(
          connection,
          RELEASES + where,
          row -> new SchemaRelease(row.getInt(1), row.getInt(2), row.getString(3)));
    } catch (SQLException absent) {
      return List.of();
    }
  }

  /** Says that servers of this release work on a database, whose table of releases is there. */
  void announce(Connection connection) throws SQLException {
    Sql.update(connection, ANNOUNCE, number, worksWith, version);
  }
}
