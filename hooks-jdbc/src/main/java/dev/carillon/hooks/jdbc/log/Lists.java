package dev.carillon.hooks.jdbc.log;

import dev.carillon.hooks.jdbc.Sql;
import java.util.List;
import java.util.stream.Collectors;

/** How a dialect takes many numbers as one parameter. */
public enum Lists {

  /** An array. */
  ARRAY {
    @Override
    Sql among(String column, List<Long> numbers) {
      return Sql.of(
          column + " = any (?)", numbers.stream().mapToLong(Long::longValue).toArray());
    }
  },

  /** A text that is read as JSON. */
  JSON {
    @Override
    Sql among(String column, List<Long> numbers) {
      return Sql.of(
          column + " in (select value from json_each(?))",
          numbers.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]")));
    }
  };

  /** The condition that a column is one of these. */
  abstract Sql among(String column, List<Long> numbers);
}
