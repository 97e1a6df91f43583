package dev.carillon.hooks.jdbc.log;

import dev.carillon.hooks.delivery.DeliveryLog.Addressee;
import dev.carillon.hooks.delivery.DeliveryLog.Entry;
import dev.carillon.hooks.delivery.DeliveryLog.Last;
import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.store.Columns;
import dev.carillon.hooks.jdbc.store.DeliveryRow;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/** A delivery as lists show it: its row with those of its webhook, event and last attempt. */
final class EntryRow {

  static final String COLUMNS =
      """
      select d.sequence, d.id, d.attempts, d.state, d.due_at, d.ended_at, d.created_at,
        d.first_status, d.first_duration,
        w.id as webhook_id, w.name as webhook_name, w.removed_at,
        e.id as event_id, e.type, e.subject, e.trace, e.time as event_time,
        a.status as last_status, a.error as last_error, a.duration as last_duration
      """;

  private EntryRow() {}

  /** The tables that are read. */
  static String from(Dialect dialect) {
    return """

    from deliveries d
    join webhooks w on w.key = d.webhook
    %s
    left join attempts a on a.delivery = d.sequence and a.number = d.attempts
    """
        .formatted(dialect.withEvent());
  }

  /** A select of everything. */
  static String select(Dialect dialect) {
    return COLUMNS + from(dialect);
  }

  static Entry read(ResultSet row) throws SQLException {
    boolean removed = row.getObject("removed_at") != null;
    return new Entry(
        DeliveryRow.read(row),
        new Addressee(row.getString("webhook_name"), removed),
        Columns.time(row, "event_time"),
        last(row));
  }

  private static Last last(ResultSet row) throws SQLException {
    String error = row.getString("last_error");
    Duration duration = Columns.duration(row.getLong("last_duration"));
    if (error != null) {
      return Last.of(new Outcome.Unreachable(ErrorClass.of(error), ""), duration);
    }
    int status = row.getInt("last_status");
    if (status > 0) {
      ReceiverResponse answer = ReceiverResponse.of(status);
      return Last.of(
          answer.success() ? new Outcome.Accepted(answer) : new Outcome.Rejected(answer), duration);
    }
    int first = row.getInt("first_status");
    return first > 0
        ? new Last(first, "", Columns.duration(row.getLong("first_duration")))
        : Last.NONE;
  }
}
