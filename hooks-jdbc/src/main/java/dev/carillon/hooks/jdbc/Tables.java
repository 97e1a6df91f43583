package dev.carillon.hooks.jdbc;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.delivery.HooksException.Code;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * Makes the core's tables, for who has no migration tool. Others give the scripts to theirs: they
 * lie in the packages of the stores, named as Flyway wants it.
 */
public final class Tables {

  /** In order; a database remembers how many of them it has run. */
  static final List<String> SCRIPTS = List.of("V1__hooks.sql");

  private static final String REMEMBER =
      "create table if not exists hooks_scripts (ran integer not null)";

  private Tables() {}

  /**
   * Makes what is not there yet; does nothing where everything is.
   *
   * @throws HooksException if the tables were made by another version, which had more scripts or
   *     other tables
   */
  public static void make(Database database) {
    database.write(
        connection -> {
          int ran = ran(connection);
          if (ran > SCRIPTS.size()) {
            throw new HooksException(
                Code.STORE_UNUSABLE,
                "the tables were made by another version of this library, which ran %d scripts; this version has %d"
                    .formatted(ran, SCRIPTS.size()));
          }
          if (ran > 0 && !has(connection, "marks")) {
            throw new HooksException(
                Code.STORE_UNUSABLE,
                "the tables were made by an older version of this library, which this version"
                    + " cannot use: go on with that version, or begin with an empty database");
          }
          for (String script : SCRIPTS.subList(ran, SCRIPTS.size())) {
            run(connection, text(database.dialect(), script));
          }
          run(
              connection,
              "delete from hooks_scripts;insert into hooks_scripts values (%d);"
                  .formatted(SCRIPTS.size()));
          return SCRIPTS.size();
        });
  }

  private static boolean has(Connection connection, String table) throws SQLException {
    try (ResultSet tables =
        connection.getMetaData().getTables(null, connection.getSchema(), table, null)) {
      return tables.next();
    }
  }

  private static int ran(Connection connection) throws SQLException {
    run(connection, REMEMBER);
    return (int) Sql.number(connection, "select max(ran) from hooks_scripts");
  }

  /** No text and no comment of the scripts holds a semicolon but at a statement's end. */
  private static void run(Connection connection, String script) throws SQLException {
    try (var statement = connection.createStatement()) {
      for (String sql : script.replaceAll("--.*", "").split(";")) {
        if (!sql.isBlank()) {
          statement.execute(sql);
        }
      }
    }
  }

  private static String text(Dialect dialect, String script) {
    String path = dialect.name() + "/" + script;
    try (InputStream in = Tables.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("not in this library: " + path);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
