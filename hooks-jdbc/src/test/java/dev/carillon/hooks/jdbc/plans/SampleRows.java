package dev.carillon.hooks.jdbc.plans;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.hooks.jdbc.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/**
 * Fills empty tables with so much that nobody can read it all unnoticed: the webhooks with the keys
 * 1 to 5 subscribe to each event. The second of them has a long backlog, the third has missed a
 * lot.
 */
public final class SampleRows {

  /** How many events there are. */
  public static final int EVENTS = 20_000;

  /** How many webhooks subscribe to each. */
  public static final int WEBHOOKS = 5;

  /** The number of the last delivery. */
  public static final long LAST = EVENTS * (WEBHOOKS + 1L);

  private static final String NUMBERS =
      "with recursive n(x) as (select cast(0 as bigint) union all select x + 1 from n where x < "
          + (EVENTS - 1)
          + "), h(key) as (select 1 union all select key + 1 from h where key < "
          + WEBHOOKS
          + ") ";

  /** Each has one parameter: some bytes, or who owns deliveries. */
  private static final String EVENTS_SQL =
      """
      insert into events (sequence, id, type, subject, time, recorded_at, deliveries, snapshot)
      %s select x * 6 + 1, (10000000000 + x) || '00000000000',
        case when x %% 5003 = 0 then 'rare' else 'asset_create' end, 's' || (x %% 1000),
        x * 1000000, x * 1000000, 5, ? from n
      """
          .formatted(NUMBERS);

  private static final String PAYLOADS =
      "insert into payloads (sequence, bytes) " + NUMBERS + " select x * 6 + 2, ? from n";

  /**
   * Of 100 one failed; of the second's 7,000 wait, of the fourth's 2,000, the third missed 9,000.
   */
  private static final String DELIVERIES =
      """
      insert into deliveries (sequence, id, event, webhook, payload, state, owner, attempts, due_at,
        ended_at, created_at, first_status, first_at, first_duration)
      %s select sequence, (10000000000 + x) || '' || (10000000000 + sequence), event, key, event + 1, state,
        ?, case when state in (0, 4) then 0 else 1 end,
        case when state = 0 then x * 1000000 end, case when state <> 0 then x * 1000000 end,
        x * 1000000, case when state = 1 then 200 else -1000 end, x * 1000000, 1500
      from (select x, key, x * 6 + 1 as event, x * 6 + 1 + key as sequence,
          case when key = 2 and x %% 20 < 7 then 0 when key = 4 and x %% 20 < 2 then 0
            when key = 3 and x %% 20 < 9 then 4
            when (x + key) %% 100 = 0 then 2 else 1 end as state
        from n cross join h) as made
      """
          .formatted(NUMBERS);

  private static final String ATTEMPTS =
      """
      insert into attempts (delivery, number, at, duration, look_up, connect, tls, first_byte,
        outcome, status, body, body_bytes)
      select sequence, 1, created_at, 1500, 0, 0, 0, 0, 1, 500 + sequence % 4, ?, 3
      from deliveries where state = 2
      """;

  private SampleRows() {}

  /** Fills the tables. */
  public static void fill(Database database) {
    boolean sqlite = !database.dialect().shared();
    database.write(
        connection -> {
          run(connection, EVENTS_SQL, "snapshot".getBytes(UTF_8));
          run(connection, PAYLOADS, "payload".getBytes(UTF_8));
          run(connection, DELIVERIES, sqlite ? 0L : 1L);
          run(connection, ATTEMPTS, "why".getBytes(UTF_8));
          for (String sql :
              sqlite
                  ? List.of("update marks set resolved = " + LAST)
                  : List.of("select setval('delivery_sequence', " + LAST + ")", "analyze")) {
            try (var statement = connection.createStatement()) {
              statement.execute(sql);
            }
          }
          return LAST;
        });
  }

  private static void run(Connection connection, String sql, Object value) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setObject(1, value);
      statement.executeUpdate();
    }
  }
}
