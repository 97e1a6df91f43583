package dev.carillon.server.invariant;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A delivery as its row tells of it.
 *
 * @param id the delivery's id
 * @param state what it is in
 * @param attempts how many were made
 * @param waitingSince when it was due; the end of time where it is not pending, or its webhook is
 *     disabled or removed
 * @param redeliveries what became of the wishes to send it once more
 */
public record Stored(
    String id, State state, int attempts, Instant waitingSince, Redeliveries redeliveries) {

  private static final String ALL =
      """
      select d.id, d.attempts,
        case d.state when 0 then 'PENDING' when 1 then 'DELIVERED' when 2 then 'EXHAUSTED'
          when 3 then 'CANCELLED' else 'MISSED' end as state,
        case when d.state = 0 and w.disabled_at is null and w.removed_at is null
          then d.due_at end as waiting_since
      from deliveries d join webhooks w on w.key = d.webhook
      """;

  private static final String REDELIVERIES =
      """
      select d.id, a.number, null as requested_at
      from attempts a join deliveries d on d.sequence = a.delivery
      where cast(a.manual as integer) = 1
      union all
      select d.id, null, r.requested_at
      from resends r join deliveries d on d.sequence = r.delivery where r.cancelled = 0
      """;

  /** A delivery that nobody wished to be sent once more. */
  public Stored(String id, State state, int attempts, Instant waitingSince) {
    this(id, state, attempts, waitingSince, Redeliveries.NONE);
  }

  /** All deliveries of a database, of either kind. */
  public static List<Stored> in(Connection database) throws SQLException {
    Map<String, Redeliveries> redeliveries = redeliveries(database);
    try (var statement = database.createStatement();
        ResultSet rows = statement.executeQuery(ALL)) {
      List<Stored> all = new ArrayList<>();
      while (rows.next()) {
        all.add(of(rows, redeliveries));
      }
      return all;
    }
  }

  private static Map<String, Redeliveries> redeliveries(Connection database) throws SQLException {
    try (var statement = database.createStatement();
        ResultSet rows = statement.executeQuery(REDELIVERIES)) {
      Map<String, Redeliveries> all = new HashMap<>();
      while (rows.next()) {
        int number = rows.getInt("number");
        Redeliveries one =
            rows.wasNull()
                ? new Redeliveries(Set.of(), at(rows.getLong("requested_at")))
                : new Redeliveries(Set.of(number), Instant.MAX);
        all.merge(rows.getString("id"), one, Redeliveries::and);
      }
      return all;
    }
  }

  private static Stored of(ResultSet row, Map<String, Redeliveries> redeliveries)
      throws SQLException {
    long micros = row.getLong("waiting_since");
    Instant since = row.wasNull() ? Instant.MAX : at(micros);
    return new Stored(
        row.getString("id"),
        State.valueOf(row.getString("state")),
        row.getInt("attempts"),
        since,
        redeliveries.getOrDefault(row.getString("id"), Redeliveries.NONE));
  }

  private static Instant at(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
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
