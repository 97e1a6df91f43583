package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.store.SuccessWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Many rows with one statement: the round trip costs most. See decision 73 for why what belongs to
 * a row is looked up by its place among the sequences instead of being joined.
 */
record PostgresSuccesses(long owner) implements SuccessWriter {

  /** What differs from row to row is taken from an array, at the place of the row's sequence. */
  private static final String FIRST_TRIES =
      """
      update deliveries d set
        attempts = 1,
        state = 1,
        due_at = null,
        ended_at = case when d.state = 1 then d.ended_at
          else s.ended_at[width_bucket(d.sequence, s.sequences)] end,
        first_status = s.status[width_bucket(d.sequence, s.sequences)],
        first_at = s.at[width_bucket(d.sequence, s.sequences)],
        first_duration = s.duration[width_bucket(d.sequence, s.sequences)],
        first_revision = s.revision[width_bucket(d.sequence, s.sequences)],
        first_user_agent = s.user_agent[width_bucket(d.sequence, s.sequences)]
      from (select ?::bigint[], ?::bigint[], ?::int[], ?::bigint[], ?::bigint[], ?::int[], ?::int[])
        as s (sequences, ended_at, status, at, duration, revision, user_agent)
      where d.sequence = any (s.sequences) and d.owner = ? and d.attempts = 0
      returning d.sequence
      """;

  /** Those that failed before, or whose answer was worth keeping: the log has rows of them. */
  private static final String OTHERS =
      """
      update deliveries d set
        attempts = d.attempts + 1,
        state = 1,
        due_at = null,
        ended_at = case when d.state = 1 then d.ended_at
          else s.ended_at[width_bucket(d.sequence, s.sequences)] end
      from (select ?::bigint[], ?::bigint[], ?::int[]) as s (sequences, ended_at, attempts)
      where d.sequence = any (s.sequences) and d.owner = ?
        and d.attempts = s.attempts[width_bucket(d.sequence, s.sequences)]
      returning d.sequence
      """;

  private static final List<Column> FIRST_TRY =
      List.of(
          new Column("bigint", Row::sequence),
          new Column("bigint", Row::endedAt),
          new Column("int", Row::status),
          new Column("bigint", Row::at),
          new Column("bigint", Row::duration),
          new Column("int", Row::revision),
          new Column("int", Row::userAgent));
  private static final List<Column> OTHER =
      List.of(
          new Column("bigint", Row::sequence),
          new Column("bigint", Row::endedAt),
          new Column("int", Row::attempts));

  /** A statement changes a row once: a second attempt of the same delivery comes after it. */
  @Override
  public List<Settlement> write(
      Connection connection, List<Settlement> settlements, Map<String, Integer> userAgents)
      throws SQLException {
    Map<Long, Settlement> firsts = new LinkedHashMap<>();
    List<Settlement> again = new ArrayList<>();
    for (Settlement settlement : settlements) {
      if (firsts.putIfAbsent(settlement.before().sequence(), settlement) != null) {
        again.add(settlement);
      }
    }
    List<Settlement> passed =
        new ArrayList<>(writeDistinct(connection, List.copyOf(firsts.values()), userAgents));
    if (!again.isEmpty()) {
      passed.addAll(write(connection, again, userAgents));
    }
    return passed;
  }

  private List<Settlement> writeDistinct(
      Connection connection, List<Settlement> settlements, Map<String, Integer> userAgents)
      throws SQLException {
    // sorted, or no place could be found
    List<Row> rows =
        settlements.stream()
            .map(settlement -> Row.of(settlement, userAgents))
            .sorted(Comparator.comparingLong(Row::sequence))
            .toList();
    List<Row> firstTries = rows.stream().filter(row -> row.status() != null).toList();
    List<Row> others = rows.stream().filter(row -> row.status() == null).toList();
    Set<Long> passed = new HashSet<>();
    update(connection, FIRST_TRIES, firstTries, FIRST_TRY, passed);
    update(connection, OTHERS, others, OTHER, passed);
    return settlements.stream().filter(one -> passed.contains(one.before().sequence())).toList();
  }

  private void update(
      Connection connection, String sql, List<Row> rows, List<Column> columns, Set<Long> passed)
      throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    List<Object> values = new ArrayList<>();
    ColumnArrays arrays = new ColumnArrays(connection, rows.size());
    for (Column column : columns) {
      values.add(arrays.of(column.type(), row -> column.value().apply(rows.get(row))));
    }
    values.add(owner);
    passed.addAll(Sql.list(connection, sql, Sql.NUMBER, values.toArray()));
  }

  /** What of a row is set, and as which type. */
  private record Column(String type, Function<Row, @Nullable Object> value) {}
}
