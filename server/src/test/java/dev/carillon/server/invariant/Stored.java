package dev.carillon.server.invariant;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * A delivery as its row tells of it.
 *
 * @param id the delivery's id
 * @param state what it is in
 * @param attempts how many were made
 * @param waitingSince when it was due; the end of time where it is not pending, or its webhook is
 *     disabled or removed
 */
public record Stored(String id, State state, int attempts, Instant waitingSince) {

  private static final String ALL =
      """
      select d.id, d.attempts,
        case d.state when 0 then 'PENDING' when 1 then 'DELIVERED' when 2 then 'EXHAUSTED'
          when 3 then 'CANCELLED' else 'MISSED' end as state,
        case when d.state = 0 and w.disabled_at is null and w.removed_at is null
          then d.due_at end as waiting_since
      from deliveries d join webhooks w on w.key = d.webhook
      """;

  /** All deliveries of a database, of either kind. */
  public static List<Stored> in(Connection database) throws SQLException {
    try (var statement = database.createStatement();
        ResultSet rows = statement.executeQuery(ALL)) {
      List<Stored> all = new ArrayList<>();
      while (rows.next()) {
        all.add(of(rows));
      }
      return all;
    }
  }

  private static Stored of(ResultSet row) throws SQLException {
    long micros = row.getLong("waiting_since");
    Instant since = row.wasNull() ? Instant.MAX : Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    return new Stored(
        row.getString("id"), State.valueOf(row.getString("state")), row.getInt("attempts"), since);
  }

  /** The states. */
  public enum State {
    /** To be sent. */
    PENDING,
    /** Answered 2xx. */
    DELIVERED,
    /** Failed for good. */
    EXHAUSTED,
    /** Not wanted any more. */
    CANCELLED,
    /** Its webhook was disabled when it happened. */
    MISSED
  }
}
