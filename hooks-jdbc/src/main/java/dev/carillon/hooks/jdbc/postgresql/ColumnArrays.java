package dev.carillon.hooks.jdbc.postgresql;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Columns of many rows, as statements with {@code unnest} take them.
 *
 * @param connection where they will be used
 * @param rows how many rows each column has
 */
record ColumnArrays(Connection connection, int rows) {

  /** One column; the function gives the value of each row, from 0 up. */
  Array of(String type, IntFunction<@Nullable Object> value) throws SQLException {
    @Nullable Object[] values = empty(type);
    for (int row = 0; row < rows; row++) {
      values[row] = value.apply(row);
    }
    return connection.createArrayOf(type, values);
  }

  /** Of exactly this type, else the driver would write each value as text. */
  private @Nullable Object[] empty(String type) {
    return switch (type) {
      case "bigint" -> new Long[rows];
      case "int" -> new Integer[rows];
      case "bytea" -> new byte[rows][];
      case "text" -> new String[rows];
      default -> throw new IllegalArgumentException("no column has the type " + type);
    };
  }
}
