package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.packed.Fan;
import dev.carillon.hooks.jdbc.packed.Open;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Deliveries of which a row tells: how they get one, and how an attempt changes it. */
public final class DeliveryRows {

  private static final String INSERT =
      """
      insert into deliveries
        (sequence, event, webhook, payload, state, owner, attempts, due_at, ended_at, created_at,
         last, late)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  /** What has ended otherwise stays so, unless the receiver took it. */
  private static final String SETTLE =
      """
      update deliveries set
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
  private static final String SETTLE_RESENT =
      SETTLE
          + """
          state <> 0 and exists (
            select 1 from resends r where r.delivery = deliveries.sequence and r.owner = ?)
          """;
  private static final String RESENT = "delete from resends where delivery = ?";

  private static final String FAN = "select fan from events where sequence = ?";

  private DeliveryRows() {}

  /** Inserts them for this owner. */
  public static void insert(Connection connection, long owner, List<NewRow> rows)
      throws SQLException {
    Sql.batch(connection, INSERT, rows, (statement, row) -> row.bind(statement, owner));
  }

  /** Inserts some of which nothing was stored but their events. */
  static void insertOpen(Connection connection, long owner, List<Open> open, Opened opened)
      throws SQLException {
    List<NewRow> rows = new ArrayList<>();
    for (Open one : open) {
      Fan fan =
          Sql.first(connection, FAN, row -> Fan.read(row.getBytes(1)), one.event()).orElseThrow();
      rows.add(opened.row(one, fan.payload(one.ordinal())));
    }
    insert(connection, owner, rows);
  }

  /** The same, due since they were recorded. */
  static void insertPending(Connection connection, long owner, List<Open> open)
      throws SQLException {
    insertOpen(
        connection,
        owner,
        open,
        (one, payload) -> NewRow.pending(one, payload, one.recordedAt()));
  }

  /** Writes what attempts came to that a row tells of; those that passed the fence, in order. */
  static List<Settlement> settle(Connection connection, long owner, List<Settlement> settlements)
      throws SQLException {
    return settle(connection, SETTLE_OWN, owner, settlements);
  }

  /** The same of attempts that were asked for when the delivery had ended. */
  static List<Settlement> settleResent(
      Connection connection, long owner, List<Settlement> settlements) throws SQLException {
    List<Settlement> passed = settle(connection, SETTLE_RESENT, owner, settlements);
    Sql.batch(
        connection,
        RESENT,
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
    NewRow row(Open delivery, int payload);
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

    /** One that is to be sent from a time on. */
    static NewRow pending(Open delivery, int payload, long dueAt) {
      return of(delivery, payload, StateCodes.PENDING, dueAt, null, false);
    }

    /** One that is to be sent at once although its event was recorded before. */
    static NewRow late(Open delivery, int payload, long dueAt) {
      return of(delivery, payload, StateCodes.PENDING, dueAt, null, true);
    }

    /** One whose webhook was disabled. */
    public static NewRow missed(long sequence, long event, long webhook, long at) {
      return new NewRow(
          sequence, event, webhook, null, StateCodes.MISSED, 0, null, at, at, 0, false);
    }

    /** One that was cancelled before any attempt of it was recorded. */
    static NewRow cancelled(Open delivery, int payload, Instant now) {
      return of(delivery, payload, StateCodes.CANCELLED, null, Columns.micros(now), false);
    }

    private static NewRow of(
        Open delivery,
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
