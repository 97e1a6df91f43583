package dev.carillon.hooks.jdbc.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A piece of SQL with the values of its parameters.
 *
 * @param values numbers, texts and bytes, in the order of the parameters
 */
record Fragment(String sql, List<Object> values) {

  static final Fragment NOTHING = of("");

  Fragment {
    values = List.copyOf(values);
  }

  static Fragment of(String sql, Object... values) {
    return new Fragment(sql, List.of(values));
  }

  Fragment then(Fragment next) {
    List<Object> all = new ArrayList<>(values);
    all.addAll(next.values);
    return new Fragment(sql + next.sql, all);
  }

  Fragment then(String more, Object... next) {
    return then(of(more, next));
  }

  Fragment within(String before, String after) {
    return new Fragment(before + sql + after, values);
  }

  /** How many rows this query has; counting stops behind {@code max}. */
  long rows(Connection connection, long max) throws SQLException {
    Fragment count = within("select count(*) from (", "").then(" limit ?) as rows_read", max + 1);
    try (var statement = count.prepare(connection);
        var row = statement.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  PreparedStatement prepare(Connection connection) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < values.size(); i++) {
      statement.setObject(i + 1, values.get(i));
    }
    return statement;
  }
}
