package dev.carillon.hooks.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
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
        connection -> {
          List<Long> numbers = new ArrayList<>();
          try (var statement =
                  connection.prepareStatement("select number from numbers order by number");
              var rows = statement.executeQuery()) {
            while (rows.next()) {
              numbers.add(rows.getLong(1));
            }
          }
          return numbers;
        });
  }

  /** Writes a number in somebody's transaction. */
  public static boolean insert(Connection connection, long number) throws SQLException {
    try (var statement = connection.prepareStatement("insert into numbers values (?)")) {
      statement.setLong(1, number);
      return statement.executeUpdate() == 1;
    }
  }
}
