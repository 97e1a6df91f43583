package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.packed.EventDeliveries;
import dev.carillon.hooks.jdbc.packed.OpenDelivery;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Deliveries of which a row tells: how they get one, and how an attempt changes it. */
public final class DeliveryRows {

  private static final String INSERT =
      """
      insert into {deliveries}
        (sequence, event, webhook, payload, state, owner, attempts, due_at, ended_at, created_at,
         last, late)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private static final String INSERT_NEW = INSERT + "on conflict (sequence) do nothing";

  /** The same, all rows with one statement: a network lies between, and each statement is dear. */
  private static final String INSERT_TOGETHER =
      """
      insert into {deliveries}
        (sequence, event, webhook, payload, state, attempts, due_at, ended_at, created_at,
         last, late, owner)
      select d.*, ?
      from unnest(
        ?::bigint[], ?::bigint[], ?::bigint[], ?::int[], ?::int[], ?::int[], ?::bigint[],
        ?::bigint[], ?::bigint[], ?::int[], ?::int[]) as d
      """;

  /**
   * The same of pending ones, whose other columns are alike: it takes a sixth less time. One that
   * has got a row meanwhile, since somebody acted on it, keeps that.
   */
  private static final String INSERT_PENDING_TOGETHER =
      """
      insert into {deliveries}
        (sequence, event, webhook, payload, due_at, created_at, state, attempts, owner)
      select d.*, 0, 0, ?
      from unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::int[], ?::bigint[], ?::bigint[]) as d
      on conflict (sequence) do nothing
      """;

  /**
   * Settles a row. One that has ended otherwise, such as cancelled, keeps its state unless the
   * receiver accepted it.
   */
  private static final String SETTLE =
      """
      update {deliveries} set
        attempts = attempts + 1,
        last = ?,
        due_at = case when ? = 1 then null when state = 0 then ? else due_at end,
        ended_at = case
          when ? = 1 then case when state = 1 then ended_at else ? end
          when state = 0 then ? else ended_at end,
        state = case when ? = 1 then 1 when state = 0 then ? else state end
      where sequence = ? and attempts = ? and
      """;

  private static final String SETTLE_OWN = SETTLE + "owner = ?";
  private static final String SETTLE_REDELIVERY =
      SETTLE
          + """
          state <> 0 and exists (
            select 1 from {redeliveries} r where r.delivery = {deliveries}.sequence and r.owner = ?)
          """;
  private static final String REDELIVERED = "delete from {redeliveries} where delivery = ?";

  private static final String FAN = "select fan from {events} where sequence = ?";

  private DeliveryRows() {}

  /** Inserts them for this owner. */
  public static void insert(Connection connection, long owner, List<NewRow> rows)
      throws SQLException {
    Sql.batch(connection, INSERT, rows, (statement, row) -> row.bind(statement, owner));
  }

  /** The numbers of those deliveries, open in memory, that have a row. */
  static Set<Long> among(Connection connection, Dialect dialect, List<OpenDelivery> open)
      throws SQLException {
    List<Long> sequences = open.stream().map(OpenDelivery::sequence).toList();
    return new HashSet<>(
        Sql.of("select sequence from {deliveries} where ")
            .then(dialect.among("sequence", sequences))
            .list(connection, Sql.NUMBER));
  }

  /** Inserts those that have no row yet; gives them. */
  static List<NewRow> insertNew(Connection connection, long owner, List<NewRow> rows)
      throws SQLException {
    int[] counts =
        Sql.batch(connection, INSERT_NEW, rows, (statement, row) -> row.bind(statement, owner));
    List<NewRow> inserted = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] == 1) {
        inserted.add(rows.get(i));
      }
    }
    return inserted;
  }

  /** Inserts some of which nothing was stored but their events. */
  static void insertOpen(
      Connection connection, Dialect dialect, long owner, List<OpenDelivery> open, Opened opened)
      throws SQLException {
    if (open.isEmpty()) {
      return;
    }
    List<NewRow> rows = rows(connection, dialect, open, opened);
    if (dialect.shared()) {
      insertTogether(connection, owner, rows);
    } else {
      insert(connection, owner, rows);
    }
  }

  /** The rows of some of which nothing is stored but their events. */
  static List<NewRow> rows(
      Connection connection, Dialect dialect, List<OpenDelivery> open, Opened opened)
      throws SQLException {
    List<Long> events = open.stream().map(OpenDelivery::event).distinct().toList();
    Map<Long, EventDeliveries> fans = new HashMap<>();
    Sql.of("select sequence, fan from {events} where ")
        .then(dialect.among("sequence", events))
        .list(
            connection,
            row -> {
              fans.put(row.getLong(1), EventDeliveries.read(row.getBytes(2)));
              return true;
            });
    List<NewRow> rows = new ArrayList<>();
    for (OpenDelivery one : open) {
      EventDeliveries fan =
          Objects.requireNonNull(fans.get(one.event()), "what is open has its event");
      rows.add(opened.row(one, fan.payload(one.ordinal())));
    }
    return rows;
  }

  /** Inserts many that are pending, on time and without an attempt. */
  static void insertPending(Connection connection, Dialect dialect, long owner, List<NewRow> rows)
      throws SQLException {
    if (dialect.shared()) {
      Sql.update(
          connection,
          INSERT_PENDING_TOGETHER,
          owner,
          longs(connection, rows, NewRow::sequence),
          longs(connection, rows, NewRow::event),
          longs(connection, rows, NewRow::webhook),
          ints(connection, rows, NewRow::payload),
          longs(connection, rows, NewRow::dueAt),
          longs(connection, rows, NewRow::createdAt));
    } else {
      insert(connection, owner, rows);
    }
  }

  private static void insertTogether(Connection connection, long owner, List<NewRow> rows)
      throws SQLException {
    Sql.update(
        connection,
        INSERT_TOGETHER,
        owner,
        longs(connection, rows, NewRow::sequence),
        longs(connection, rows, NewRow::event),
        longs(connection, rows, NewRow::webhook),
        ints(connection, rows, NewRow::payload),
        ints(connection, rows, NewRow::state),
        ints(connection, rows, NewRow::attempts),
        longs(connection, rows, NewRow::dueAt),
        longs(connection, rows, NewRow::endedAt),
        longs(connection, rows, NewRow::createdAt),
        ints(connection, rows, NewRow::last),
        ints(connection, rows, row -> row.late() ? 1 : 0));
  }

  private static Array longs(
      Connection connection, List<NewRow> rows, Function<NewRow, @Nullable Long> value)
      throws SQLException {
    return connection.createArrayOf("bigint", rows.stream().map(value).toArray(Long[]::new));
  }

  private static Array ints(
      Connection connection, List<NewRow> rows, Function<NewRow, @Nullable Integer> value)
      throws SQLException {
    return connection.createArrayOf("int", rows.stream().map(value).toArray(Integer[]::new));
  }

  /** The index of an open delivery's payload among its event's. */
  static int payload(Connection connection, OpenDelivery open) throws SQLException {
    return Sql.first(connection, FAN, row -> EventDeliveries.read(row.getBytes(1)), open.event())
        .orElseThrow()
        .payload(open.ordinal());
  }

  /** Writes the results of attempts into the rows of their deliveries. */
  static List<Settlement> settle(Connection connection, long owner, List<Settlement> settlements)
      throws SQLException {
    return settle(connection, SETTLE_OWN, owner, settlements);
  }

  /** The same of attempts that were asked for when the delivery had ended. */
  static List<Settlement> settleRedeliveries(
      Connection connection, long owner, List<Settlement> settlements) throws SQLException {
    List<Settlement> passed = settle(connection, SETTLE_REDELIVERY, owner, settlements);
    Sql.batch(
        connection,
        REDELIVERED,
        passed,
        (statement, one) -> statement.setLong(1, one.before().sequence()));
    return passed;
  }

  private static List<Settlement> settle(
      Connection connection, String sql, long owner, List<Settlement> settlements)
      throws SQLException {
    int[] counts =
        Sql.batch(connection, sql, settlements, (statement, one) -> bind(statement, owner, one));
    List<Settlement> passed = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] == 1) {
        passed.add(settlements.get(i));
      }
    }
    return passed;
  }

  private static void bind(PreparedStatement statement, long owner, Settlement settlement)
      throws SQLException {
    int success = settlement.attempt().outcome().success() ? 1 : 0;
    Long dueAt = StateCodes.dueMicros(settlement.next());
    Long endedAt = StateCodes.endedMicros(settlement.next());
    statement.setInt(1, StateCodes.last(settlement.attempt().outcome()));
    statement.setInt(2, success);
    Columns.setLong(statement, 3, dueAt);
    statement.setInt(4, success);
    Columns.setLong(statement, 5, endedAt);
    Columns.setLong(statement, 6, endedAt);
    statement.setInt(7, success);
    statement.setInt(8, StateCodes.number(settlement.next()));
    statement.setLong(9, settlement.before().sequence());
    statement.setInt(10, settlement.attempt().number() - 1);
    statement.setLong(11, owner);
  }

  /** Makes the row of a delivery that was open. */
  @FunctionalInterface
  interface Opened {
    /** The row, given which of its event's payloads it carries. */
    NewRow row(OpenDelivery delivery, int payload);
  }

  /**
   * A delivery that gets a row.
   *
   * @param event the number of its event
   * @param webhook the number of its webhook
   * @param payload which of the event's payloads; null = it was missed
   * @param dueAt in microseconds; null unless it is pending
   * @param endedAt in microseconds; null while it is pending
   * @param last how its last attempt ended, as a number; 0 = there was none
   * @param late whether it was made later than its event was recorded
   */
  public record NewRow(
      long sequence,
      long event,
      long webhook,
      @Nullable Integer payload,
      int state,
      int attempts,
      @Nullable Long dueAt,
      @Nullable Long endedAt,
      long createdAt,
      int last,
      boolean late) {

    /** A delivery that is due at a time. */
    static NewRow pending(OpenDelivery delivery, int payload, long dueAt) {
      return of(delivery, payload, StateCodes.PENDING, dueAt, null, false);
    }

    /** A delivery that is made later than its event was recorded. */
    static NewRow late(OpenDelivery delivery, int payload, long dueAt) {
      return of(delivery, payload, StateCodes.PENDING, dueAt, null, true);
    }

    /** A missed delivery, whose webhook was disabled. */
    public static NewRow missed(long sequence, long event, long webhook, long at) {
      return new NewRow(
          sequence, event, webhook, null, StateCodes.MISSED, 0, null, at, at, 0, false);
    }

    /** A delivery that was cancelled before any attempt was recorded. */
    static NewRow cancelled(OpenDelivery delivery, int payload, Instant now) {
      return of(delivery, payload, StateCodes.CANCELLED, null, Columns.micros(now), false);
    }

    /** The same, made later than its event was recorded. */
    NewRow asLate() {
      return new NewRow(
          sequence, event, webhook, payload, state, attempts, dueAt, endedAt, createdAt, last,
          true);
    }

    private static NewRow of(
        OpenDelivery delivery,
        int payload,
        int state,
        @Nullable Long dueAt,
        @Nullable Long endedAt,
        boolean late) {
      return new NewRow(
          delivery.sequence(),
          delivery.event(),
          delivery.webhook(),
          payload,
          state,
          0,
          dueAt,
          endedAt,
          delivery.recordedAt(),
          0,
          late);
    }

    void bind(PreparedStatement statement, long owner) throws SQLException {
      statement.setLong(1, sequence);
      statement.setLong(2, event);
      statement.setLong(3, webhook);
      if (payload == null) {
        statement.setNull(4, Types.INTEGER);
      } else {
        statement.setInt(4, payload);
      }
      statement.setInt(5, state);
      statement.setLong(6, owner);
      statement.setInt(7, attempts);
      Columns.setLong(statement, 8, dueAt);
      Columns.setLong(statement, 9, endedAt);
      statement.setLong(10, createdAt);
      statement.setInt(11, last);
      statement.setInt(12, late ? 1 : 0);
    }
  }
}
