package dev.carillon.bench.growth;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Instant;
import java.util.List;

/**
 * Fills a log as a month of work would: ten webhooks, ten thousand subjects, payloads of half a
 * kilobyte; of a hundred deliveries one failed, and of a thousand one was given up. Rows first,
 * indexes then: so it takes a fifth of the time.
 */
final class LongLog {

  static final int WEBHOOKS = 10;
  static final EventType CHANGED = new EventType("item.changed");
  static final EventType RARE = new EventType("item.removed");

  private static final int EVENTS_AT_ONCE = 20_000;

  /**
   * Of each event: its number, its time. %1$d is the first number, %2$d how many, %3$d the time.
   */
  private static final String NUMBERS =
      """
      with recursive n(x) as (
          select cast(0 as bigint) union all select x + 1 from n where x < %2$d - 1),
        e(seq, at) as (select %1$d + x * 11, %3$d + x from n)
      """;

  private static final String EVENTS =
      "insert into events (sequence, id, type, subject, time, recorded_at, deliveries, snapshot) "
          + NUMBERS
          + """
          select seq, (10000000000 + seq) || '00000000000',
            case when seq %% 99991 = 0 then 'item.removed' else 'item.changed' end,
            's' || ((seq / 11) %% 10000), at, at, 10, ?
          from e
          """;

  private static final String PAYLOADS =
      "insert into payloads (sequence, bytes) " + NUMBERS + " select seq + 1, ? from e";

  private static final String DELIVERIES =
      """
      insert into deliveries
        (sequence, id, event, webhook, payload, state, owner, attempts, due_at, ended_at,
         created_at, first_status, first_at, first_duration)
      """
          + NUMBERS
          + """
          , w(key, rank) as (select key, row_number() over (order by key) from webhooks)
          select seq + rank, (10000000000 + seq) || '' || (10000000000 + seq + rank), seq, key,
            seq + 1, case when (seq + rank) %% 1009 = 0 then 2 else 1 end, ?,
            case when (seq + rank) %% 101 = 0 then 2 else 1 end, null, at, at,
            case when (seq + rank) %% 1009 = 0 or (seq + rank) %% 101 = 0 then -1000 else 200 end,
            at, 1500
          from e cross join w
          """;

  private static final String ATTEMPTS =
      """
      insert into attempts
        (delivery, number, at, duration, look_up, connect, tls, first_byte, outcome, status,
         headers, body, body_bytes)
      select d.sequence, d.attempts, d.created_at, 1500, 0, 0, 0, 1000,
        case when d.state = 2 then 1 else 0 end,
        case when d.state = 2 then 500 + d.sequence %% 4 else 200 end, null, ?, 300
      from deliveries d
      where d.sequence > %1$d and d.sequence < %1$d + %2$d * 11 and d.first_status < 0 and %3$d > 0
      """;

  private static final String SUBJECTS =
      "insert into event_subjects select subject, sequence from events order by subject, sequence";

  private LongLog() {}

  /** So many more deliveries, at least; when the first of them was recorded. */
  static Instant fill(Database database, List<Webhook> webhooks, long deliveries) {
    boolean sqlite = !database.dialect().shared();
    List<Index> indexes = Index.dropped(database);
    long events = deliveries / webhooks.size();
    long start = Instant.now().minusSeconds(29L * 86_400).toEpochMilli() * 1_000;
    long step = 29L * 86_400 * 1_000_000 / Math.max(events / EVENTS_AT_ONCE, 1);
    long sequence = 1;
    long time = start;
    for (long done = 0; done < events; done += EVENTS_AT_ONCE) {
      run(database, EVENTS, sequence, time, "s".repeat(500).getBytes(UTF_8));
      run(database, PAYLOADS, sequence, time, "p".repeat(430).getBytes(UTF_8));
      run(database, DELIVERIES, sequence, time, sqlite ? 0L : 1L);
      run(database, ATTEMPTS, sequence, time, "a".repeat(300).getBytes(UTF_8));
      sequence += EVENTS_AT_ONCE * 11L;
      time += step;
    }
    indexes.forEach(index -> index.make(database));
    if (sqlite) {
      Index.run(database, "update marks set resolved = " + sequence);
      // what a server does beside its work
      Index.run(database, SUBJECTS);
      Index.run(database, "update journal set filed = " + sequence);
    } else {
      Index.run(database, "select setval('delivery_sequence', " + sequence + ")");
      Index.run(database, "analyze");
    }
    return Instant.ofEpochMilli(start / 1_000);
  }

  private static void run(Database database, String sql, long sequence, long time, Object value) {
    database.write(
        connection -> {
          try (var statement =
              connection.prepareStatement(sql.formatted(sequence, EVENTS_AT_ONCE, time))) {
            statement.setObject(1, value);
            return statement.executeUpdate();
          }
        });
  }
}
