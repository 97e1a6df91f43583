package dev.carillon.hooks.jdbc.postgresql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Makes room in a log that is empty and in use by one connection only. Else all rows that are put
 * in would be in the table without an end, and the first upkeep would have to read them. {@code
 * LogSize} finds how large a log is, and what of it is too much.
 */
public final class LogRoom {

  private LogRoom() {}

  /**
   * Makes a range that has all numbers up to this one, unless there is room for them.
   *
   * @param given the greatest number that the rows to come may have
   */
  public static void make(Connection connection, long given) throws SQLException {
    List<Partition> all = Partition.all(connection);
    if (given >= all.getLast().high() && Partition.owned(connection)) {
      LogPartitions.add(connection, Partition.following(all, given, 1));
    }
  }
}
