package dev.carillon.hooks.jdbc;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.delivery.HooksException.Code;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The tables of a store: made here, or by a migration tool that runs {@link #scripts}. Which
 * scripts ran is in a table of the store's own, so no other tool's history is touched.
 */
public final class Tables {

  private static final String RAN = "select coalesce(max(number), 0) from {schema_version}";

  private Tables() {}

  /**
   * Makes what is not there yet, the schema included; does nothing where everything is. Several
   * processes may do it at once.
   *
   * @throws HooksException with {@code STORE_UNUSABLE} if a newer release of this library made the
   *     tables, or if there are tables of the same names that it did not make
   */
  public static void make(Database database) {
    List<TableScript> scripts = scripts(database.dialect());
    database.write(connection -> make(connection, database.dialect(), scripts));
  }

  private static int make(Connection connection, Dialect dialect, List<TableScript> scripts)
      throws SQLException {
    String turn = dialect.turnToMakeTables();
    if (!turn.isEmpty()) {
      Sql.any(connection, turn);
    }
    int ran = ran(connection, dialect);
    refuseNewer(ran, scripts.size(), dialect);
    if (ran == 0) {
      refuseTaken(connection, dialect);
      makeSchema(connection, dialect);
    }
    for (TableScript script : scripts.subList(ran, scripts.size())) {
      run(connection, script.text());
    }
    return scripts.size();
  }

  /**
   * Whether everything is there.
   *
   * @throws HooksException with {@code STORE_UNUSABLE} if something is missing, and which script
   *     makes it; or if a newer release of this library made the tables
   */
  public static void check(Database database) {
    Dialect dialect = database.dialect();
    List<TableScript> scripts = scripts(dialect);
    int ran = database.read(connection -> ran(connection, dialect));
    refuseNewer(ran, scripts.size(), dialect);
    if (ran < scripts.size()) {
      TableScript next = scripts.get(ran);
      throw unusable(
          "%s in the database says that %d of %d scripts ran. Run script %d, of release %s:"
                  .formatted(
                      dialect.names().of("schema_version"),
                      ran,
                      scripts.size(),
                      next.number(),
                      next.release())
              + " the program dev.carillon.hooks.TableScripts of this library prints it."
              + " Or let the library make its tables");
    }
    List<String> missing =
        database.read(
            connection -> {
              List<String> all = TableScript.tables(dialect);
              List<String> there = there(connection, dialect, all);
              return all.stream().filter(table -> !there.contains(table)).toList();
            });
    if (!missing.isEmpty()) {
      throw unusable(
          "the database has no tables %s, which were there once: restore them"
              .formatted(named(dialect, missing)));
    }
  }

  /** What each release changed, with the names of this dialect: all of it for a new database. */
  public static List<TableScript> scripts(Dialect dialect) {
    return TableScript.all(dialect);
  }

  private static void refuseNewer(int ran, int known, Dialect dialect) {
    if (ran > known) {
      throw unusable(
          ("the tables were made by a newer release of this library: %s in the database says"
                  + " that %d scripts ran, and this one has %d. Use that release, or a newer one")
              .formatted(dialect.names().of("schema_version"), ran, known));
    }
  }

  /** Tables of another program, or of a build of this one that was never released. */
  private static void refuseTaken(Connection connection, Dialect dialect) throws SQLException {
    List<String> taken = there(connection, dialect, TableScript.tables(dialect));
    if (!taken.isEmpty()) {
      throw unusable(
          ("the database has tables %s already, and no table %s says that this library made them."
                  + " Nothing was changed: choose another prefix or schema for the tables, or use"
                  + " another database")
              .formatted(named(dialect, taken), dialect.names().of("schema_version")));
    }
  }

  private static void makeSchema(Connection connection, Dialect dialect) throws SQLException {
    String schema = dialect.names().schema().orElse("");
    // who may not make one may yet use one that is there
    if (!schema.isEmpty() && !Sql.any(connection, dialect.schemaThere(), schema)) {
      run(connection, TableScript.schema(dialect.names()));
    }
  }

  private static int ran(Connection connection, Dialect dialect) throws SQLException {
    boolean noted = !there(connection, dialect, List.of("schema_version")).isEmpty();
    return noted ? (int) Sql.number(connection, RAN) : 0;
  }

  private static List<String> there(Connection connection, Dialect dialect, List<String> tables)
      throws SQLException {
    List<String> there = new ArrayList<>();
    for (String table : tables) {
      if (Sql.any(connection, dialect.tableThere(), dialect.names().of(table))) {
        there.add(table);
      }
    }
    return there;
  }

  private static String named(Dialect dialect, List<String> tables) {
    return String.join(", ", tables.stream().map(dialect.names()::of).toList());
  }

  private static HooksException unusable(String message) {
    return new HooksException(Code.STORE_UNUSABLE, message);
  }

  private static void run(Connection connection, String script) throws SQLException {
    try (var statement = connection.createStatement()) {
      for (String sql : script.replaceAll("--.*", "").split(";")) {
        if (!sql.isBlank()) {
          statement.execute(sql);
        }
      }
    }
  }
}
