package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The numbers by which attempts name who sent them. */
final class UserAgents {

  private static final String FIND = "select number from {user_agents} where text = ?";
  private static final String INSERT =
      "insert into {user_agents} (text) values (?) on conflict do nothing";

  private static final String TEXT = "select text from {user_agents} where number = ?";

  private final Map<String, Integer> committed = new ConcurrentHashMap<>();

  /** The numbers of all that made these attempts; those that are new are entered. */
  Map<String, Integer> of(Connection connection, List<Settlement> settlements) throws SQLException {
    Map<String, Integer> numbers = new HashMap<>();
    String last = "";
    for (Settlement one : settlements) {
      String text = one.attempt().target().made().userAgent();
      // mostly all are the same
      if (!text.equals(last) && !text.isEmpty() && !numbers.containsKey(text)) {
        Integer known = committed.get(text);
        numbers.put(text, known == null ? entered(connection, text) : known);
      }
      last = text;
    }
    return numbers;
  }

  /** The number of one of them, by its text; it is entered if it is new. */
  Map<String, Integer> of(Connection connection, String text) throws SQLException {
    Integer known = committed.get(text);
    return Map.of(text, known == null ? entered(connection, text) : known);
  }

  /** The text of a number; empty where it is not known. */
  static String text(Connection connection, int number) throws SQLException {
    return Sql.first(connection, TEXT, row -> row.getString(1), number).orElse("");
  }

  /** The transaction that asked for these is committed. */
  void committed(Map<String, Integer> numbers) {
    committed.putAll(numbers);
  }

  private static int entered(Connection connection, String text) throws SQLException {
    Sql.update(connection, INSERT, Columns.text(text));
    return (int) Sql.number(connection, FIND, Columns.text(text));
  }
}
