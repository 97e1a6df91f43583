package dev.carillon.hooks.jdbc.postgresql;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Columns of many rows, as statements with {@code unnest} take them.
 *
 * @param connection where they will be used
 */
record ColumnArrays<T>(Connection connection, List<T> rows) {

  /** One column. */
  Array of(String type, Function<T, @Nullable Object> value) throws SQLException {
    @Nullable Object[] values = empty(type);
    for (int row = 0; row < values.length; row++) {
      values[row] = value.apply(rows.get(row));
    }
    return connection.createArrayOf(type, values);
  }

  /** Of exactly this type, else the driver would write each value as text. */
  private @Nullable Object[] empty(String type) {
    return switch (type) {
      case "bigint" -> new Long[rows.size()];
      case "bytea" -> new byte[rows.size()][];
      case "text" -> new String[rows.size()];
      default -> throw new IllegalArgumentException("no column has the type " + type);
    };
  }
}
