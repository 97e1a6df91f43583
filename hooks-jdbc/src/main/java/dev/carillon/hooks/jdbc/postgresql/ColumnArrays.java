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
    // an array of byte arrays must be of that type exactly
    @Nullable Object[] values = type.equals("bytea") ? new byte[rows][] : new Object[rows];
    for (int row = 0; row < rows; row++) {
      values[row] = value.apply(row);
    }
    return connection.createArrayOf(type, values);
  }
}
