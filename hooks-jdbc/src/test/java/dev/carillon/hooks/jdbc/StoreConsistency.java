package dev.carillon.hooks.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.jdbc.packed.EventDeliveries;
import dev.carillon.hooks.jdbc.packed.FirstAttempt;
import dev.carillon.hooks.jdbc.packed.OpenChanges;
import dev.carillon.hooks.jdbc.packed.OpenDelivery;
import dev.carillon.hooks.jdbc.packed.OpenIndex;
import dev.carillon.hooks.jdbc.store.StoreContext;
import dev.carillon.hooks.jdbc.transaction.Transaction;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Set;

/**
 * Whether everything that a store holds agrees: what is in memory with the database, the headers of
 * blocks with what they hold, and that no delivery is in two places.
 */
public final class StoreConsistency {

  private static final String EVENTS = "select sequence, recorded_at, owner, fan from {events}";
  private static final String ROWS =
      """
      select d.*,
        (select coalesce(a.status,
            case when a.outcome = 4 then 1 when a.error is null then -6 else -1 end)
          from {attempts} a
          where a.delivery = d.sequence and a.number = d.attempts) as ended_with,
        (select count(*) from {attempts} a where a.delivery = d.sequence) as made,
        (select count(*) from {events} e where e.sequence = d.event) as events
      from {deliveries} d
      """;

  private final Connection connection;
  private final long owner;
  private final Map<Long, String> places = new HashMap<>();
  private final Set<Long> events = new HashSet<>();

  private StoreConsistency(Connection connection, long owner) {
    this.connection = connection;
    this.owner = owner;
  }

  /** Looks at everything, while nobody writes. */
  public static void check(Database database, StoreContext context) {
    OpenIndex open = context.open();
    database.write(
        connection -> {
          OpenChanges changes =
              Transaction.of(connection)
                  .orElseThrow()
                  .effects(OpenChanges.class, () -> new OpenChanges(open, 0));
          // what others have changed in the same transaction is not in memory yet
          if (!open.isDoubtful() && changes.mark() == 0 && context.node().stillOwner(connection)) {
            new StoreConsistency(connection, context.owner()).check(open);
          }
          return true;
        });
  }

  private void check(OpenIndex open) throws SQLException {
    Sql.each(connection, "select sequence from {events}", row -> events.add(row.getLong(1)));
    Sql.each(connection, ROWS, this::row);
    Sql.each(connection, "select * from {results}", this::unfiled);
    Map<Long, List<long[]>> ranges = new HashMap<>();
    Sql.each(
        connection,
        "select c.*, x.data from {chunks} c join {chunk_data} x on x.number = c.number"
            + " order by c.webhook, c.low",
        row -> filed(row, ranges));
    assertThat(Sql.number(connection, "select count(*) from {chunk_data}"))
        .isEqualTo(Sql.number(connection, "select count(*) from {chunks}"));
    assertThat(inMemory(open)).as("in memory and by the database").isEqualTo(byTheDatabase());
  }

  private void place(long sequence, String place) {
    assertThat(places.put(sequence, place)).as("%d is in two places", sequence).isNull();
  }

  private void row(ResultSet row) throws SQLException {
    long sequence = row.getLong("sequence");
    place(sequence, "row");
    assertThat(row.getLong("events")).as("event of row %d", sequence).isEqualTo(1);
    assertThat(row.getInt("attempts")).as("attempts of %d", sequence).isEqualTo(row.getInt("made"));
    int last = row.getInt("ended_with");
    assertThat(row.getInt("last"))
        .as("how the last attempt of %d ended", sequence)
        .matches(ended -> last >= 0 ? ended == last : ended < 0);
    boolean pending = row.getInt("state") == 0;
    assertThat(row.getObject("due_at") != null).isEqualTo(pending);
    assertThat(row.getObject("ended_at") == null).isEqualTo(pending);
    assertThat(row.getObject("payload") == null).isEqualTo(row.getInt("state") == 4);
  }

  private void unfiled(ResultSet row) throws SQLException {
    block(row);
  }

  private void filed(ResultSet row, Map<Long, List<long[]>> ranges) throws SQLException {
    List<FirstAttempt> tries = block(row);
    long webhook = row.getLong("webhook");
    assertThat(tries).allMatch(one -> one.webhook() == webhook);
    LongSummaryStatistics created =
        tries.stream().mapToLong(FirstAttempt::created).summaryStatistics();
    assertThat(row.getLong("created_from")).isEqualTo(created.getMin());
    assertThat(row.getLong("created_to")).isEqualTo(created.getMax());
    assertThat(row.getLong("last_ended")).isEqualTo(tries.getLast().ended());
    long statuses = row.getLong("statuses");
    assertThat(tries)
        .allMatch(one -> (statuses >>> (one.status() < 263 ? one.status() - 200 : 63) & 1) == 1);
    List<long[]> before = ranges.computeIfAbsent(webhook, none -> new ArrayList<>());
    if (!before.isEmpty()) {
      assertThat(row.getLong("low")).as("ranges overlap").isGreaterThan(before.getLast()[1]);
    }
    before.add(new long[] {row.getLong("low"), row.getLong("high")});
  }

  private List<FirstAttempt> block(ResultSet row) throws SQLException {
    List<FirstAttempt> tries = FirstAttempt.readAll(row.getBytes("data"));
    long last = -1;
    for (FirstAttempt one : tries) {
      assertThat(one.sequence()).isGreaterThan(last);
      last = one.sequence();
      place(one.sequence(), "record");
      assertThat(events).as("event of record %d", one.sequence()).contains(one.event());
    }
    LongSummaryStatistics ended = tries.stream().mapToLong(FirstAttempt::ended).summaryStatistics();
    assertThat(row.getInt("n")).isEqualTo(tries.size()).isPositive();
    assertThat(row.getLong("low")).isEqualTo(tries.getFirst().sequence());
    assertThat(row.getLong("high")).isEqualTo(last);
    assertThat(row.getLong("ended_from")).isEqualTo(ended.getMin());
    assertThat(row.getLong("ended_to")).isEqualTo(ended.getMax());
    return tries;
  }

  private static Map<Long, OpenDelivery> inMemory(OpenIndex open) {
    return open.read(
        now -> {
          Map<Long, OpenDelivery> all = new HashMap<>();
          for (long webhook : now.webhooks()) {
            now.set(webhook)
                .after(-1, Long.MAX_VALUE, Integer.MAX_VALUE)
                .forEach(one -> all.put(one.sequence(), one));
          }
          assertThat(now.count()).isEqualTo(all.size());
          return all;
        });
  }

  /** What is open of this node. */
  private Map<Long, OpenDelivery> byTheDatabase() throws SQLException {
    Map<Long, OpenDelivery> all = new HashMap<>();
    Map<Long, Long> marks = marks();
    Sql.each(
        connection,
        EVENTS,
        row -> {
          long event = row.getLong(1);
          long mark = marks.getOrDefault(row.getLong(3), Long.MAX_VALUE);
          EventDeliveries fan = EventDeliveries.read(row.getBytes(4));
          for (int ordinal = 0; ordinal < fan.count(); ordinal++) {
            long sequence = event + 1 + ordinal;
            boolean open = !fan.missed(ordinal) && sequence > mark && !places.containsKey(sequence);
            if (open && row.getLong(3) == owner) {
              all.put(
                  sequence,
                  new OpenDelivery(fan.webhook(ordinal), sequence, event, row.getLong(2)));
            }
          }
        });
    return all;
  }

  private Map<Long, Long> marks() throws SQLException {
    Map<Long, Long> marks = new HashMap<>();
    Sql.each(
        connection,
        "select owner, resolved from {marks}",
        row -> marks.put(row.getLong(1), row.getLong(2)));
    for (Map.Entry<Long, Long> mark : marks.entrySet()) {
      long last =
          Sql.number(
              connection, "select max(resolved) from {results} where owner = ?", mark.getKey());
      mark.setValue(Math.max(mark.getValue(), last));
    }
    return marks;
  }
}
