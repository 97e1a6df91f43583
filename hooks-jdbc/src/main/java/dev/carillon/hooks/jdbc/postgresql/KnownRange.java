package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * The numbers between which a table has its rows, as a constraint. PostgreSQL reads all rows of a
 * table that becomes a partition, while only one transaction can use it, unless a constraint says
 * which they are; and that it can check before, while others go on.
 *
 * @param table its name, with a marker
 * @param column by which the log is divided
 * @param from the first number; empty: there is no first one
 * @param to the first number behind it
 */
record KnownRange(String table, String column, String from, String to) {

  private static final String NAME = "known_range";

  /** Lets no other rows in from now on; a note that was made before stays. */
  void note(Connection connection) throws SQLException {
    if (checked(connection).isEmpty()) {
      String least = from.isEmpty() ? "" : " and %s >= '%s'".formatted(column, from);
      Sql.update(
          connection,
          """
          alter table %1$s add constraint %2$s
          check (%3$s is not null%4$s and %3$s < '%5$s') not valid
          """
              .formatted(table, NAME, column, least, to));
    }
  }

  /**
   * Reads the rows that were there before the note, if that was not done. That may take longer than
   * the connections let a statement take, however often it is tried; it keeps no reader or writer
   * waiting. Both statements go to PostgreSQL at once and are one transaction, which is committed
   * there even where this process does not wait for the end.
   */
  void check(Connection connection) throws SQLException {
    if (checked(connection).filter(done -> !done).isPresent()) {
      Sql.update(
          connection,
          "set local statement_timeout = 0; alter table %s validate constraint %s"
              .formatted(table, NAME));
    }
  }

  /** Whether the rows were read; empty where there is no note. */
  private Optional<Boolean> checked(Connection connection) throws SQLException {
    return Sql.first(
        connection,
        "select convalidated from pg_constraint where conrelid = to_regclass('%s') and conname = ?"
            .formatted(table),
        row -> row.getBoolean(1),
        NAME);
  }

  /** Removes the note of a table, if there is one. */
  static void forget(Connection connection, String table) throws SQLException {
    Sql.update(
        connection, "alter table if exists %s drop constraint if exists %s".formatted(table, NAME));
  }
}
