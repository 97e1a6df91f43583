package dev.carillon.hooks.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** A table of numbers, for tests of what a transaction keeps. */
public record Numbers(Database database) {

  /** Makes the table if it is not there. */
  public static Numbers in(Database database) {
    database.write(
        connection -> {
          try (var statement = connection.createStatement()) {
            statement.execute("create table if not exists numbers (number bigint primary key)");
          }
          return true;
        });
    return new Numbers(database);
  }

  /** Writes a number in a transaction of its own. */
  public void write(long number) {
    database.write(connection -> insert(connection, number));
  }

  /** All numbers that are there, smallest first. */
  public List<Long> all() {
    return database.read(
        connection ->
            Sql.list(connection, "select number from numbers order by number", Sql.NUMBER));
  }

  /** Writes a number in somebody's transaction. */
  public static boolean insert(Connection connection, long number) throws SQLException {
    return Sql.update(connection, "insert into numbers values (?)", number) == 1;
  }
}
