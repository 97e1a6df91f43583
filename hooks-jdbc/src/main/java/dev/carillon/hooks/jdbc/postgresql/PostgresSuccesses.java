package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.jdbc.store.Successes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Many rows with one statement: the way to the database is what costs. */
record PostgresSuccesses(long owner) implements Successes {

  private static final String SUCCEEDED =
      """
      update deliveries d set
        attempts = d.attempts + 1,
        state = 1,
        due_at = null,
        ended_at = case when d.state = 1 then d.ended_at else s.ended_at end,
        first_status = coalesce(s.status, d.first_status),
        first_at = coalesce(s.at, d.first_at),
        first_duration = coalesce(s.duration, d.first_duration)
      from unnest(?::bigint[], ?::int[], ?::bigint[], ?::int[], ?::bigint[], ?::bigint[])
        as s (sequence, attempts, ended_at, status, at, duration)
      where d.sequence = s.sequence and d.owner = ? and d.attempts = s.attempts
      returning d.sequence
      """;

  /** A statement changes a row once: a second attempt of the same delivery comes after it. */
  @Override
  public List<Settlement> write(Connection connection, List<Settlement> settlements)
      throws SQLException {
    Map<Long, Settlement> firsts = new LinkedHashMap<>();
    List<Settlement> again = new ArrayList<>();
    for (Settlement settlement : settlements) {
      if (firsts.putIfAbsent(settlement.before().sequence(), settlement) != null) {
        again.add(settlement);
      }
    }
    List<Settlement> passed =
        new ArrayList<>(writeDistinct(connection, List.copyOf(firsts.values())));
    if (!again.isEmpty()) {
      passed.addAll(write(connection, again));
    }
    return passed;
  }

  private List<Settlement> writeDistinct(Connection connection, List<Settlement> settlements)
      throws SQLException {
    List<Row> rows = settlements.stream().map(Row::of).toList();
    Set<Long> passed = new HashSet<>();
    try (var statement = connection.prepareStatement(SUCCEEDED)) {
      ColumnArrays arrays = new ColumnArrays(connection, rows.size());
      statement.setArray(1, arrays.of("bigint", row -> rows.get(row).sequence()));
      statement.setArray(2, arrays.of("int", row -> rows.get(row).attempts()));
      statement.setArray(3, arrays.of("bigint", row -> rows.get(row).endedAt()));
      statement.setArray(4, arrays.of("int", row -> rows.get(row).status()));
      statement.setArray(5, arrays.of("bigint", row -> rows.get(row).at()));
      statement.setArray(6, arrays.of("bigint", row -> rows.get(row).duration()));
      statement.setLong(7, owner);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          passed.add(row.getLong(1));
        }
      }
    }
    return settlements.stream().filter(one -> passed.contains(one.before().sequence())).toList();
  }
}
