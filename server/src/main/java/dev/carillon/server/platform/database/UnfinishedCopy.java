package dev.carillon.server.platform.database;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.delivery.HooksException.Code;
import dev.carillon.hooks.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * A PostgreSQL database into which {@code carillon database copy} copies a home has a table that
 * says so until that home uses it. No server starts on it meanwhile: it would send what is pending
 * in a part of a copy, or beside the home that is still in use.
 */
public final class UnfinishedCopy {

  /** The table's name. */
  public static final String TABLE = "database_copy";

  private static final String THERE =
      "select 1 where to_regclass(quote_ident(current_schema()) || '." + TABLE + "') is not null";

  /** A copy locks this table too before it begins, in a mode that this one excludes. */
  private static final String BEFORE_OR_AFTER = "lock table nodes in row exclusive mode";

  private UnfinishedCopy() {}

  /** Whether this database of PostgreSQL is one. */
  public static boolean in(Connection connection) throws SQLException {
    return Sql.any(connection, THERE);
  }

  /**
   * Refuses one in the transaction in which a server enters, before it does: none has begun since
   * an earlier look, and from then on a copy finds that a server was there.
   *
   * @param name of the database, for people
   * @throws HooksException with {@code STORE_UNUSABLE}
   */
  static boolean refuseEntering(Connection connection, String name) throws SQLException {
    Sql.update(connection, BEFORE_OR_AFTER);
    refuse(connection, name);
    return true;
  }

  /**
   * Refuses one.
   *
   * @param name of the database, for people
   * @throws HooksException with {@code STORE_UNUSABLE}
   */
  static void refuse(Connection connection, String name) throws SQLException {
    if (in(connection)) {
      String home =
          Sql.first(connection, "select source from " + TABLE, row -> row.getString(1))
              .orElse("a home");
      throw new HooksException(
          Code.STORE_UNUSABLE,
          ("the database %s is an unfinished copy of %s. To finish it, run carillon database copy"
                  + " --to %s again with that home; to give it up, drop the database")
              .formatted(name, home, name));
    }
  }
}
