package dev.carillon.bench.growth;

import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Instant;
import java.util.List;

/**
 * Fills a log (SQLite) as a month of work would: ten webhooks, ten thousand subjects, payloads of
 * half a kilobyte; of a hundred deliveries one failed, and of a thousand one was given up.
 */
final class LongLog {

  static final int WEBHOOKS = 10;
  static final EventType CHANGED = new EventType("item.changed");
  static final EventType RARE = new EventType("item.removed");

  private static final int EVENTS_AT_ONCE = 10_000;

  /** Parameters: the first event's number, how many events, the time of the first, microseconds. */
  private static final List<String> FILL =
      List.of(
          """
          insert into events
            (sequence, id, type, subject, time, recorded_at, deliveries, snapshot)
          with recursive n(x) as (select 0 union all select x + 1 from n where x < ?2 - 1)
          select ?1 + x * 11, printf('%022d', ?1 + x * 11),
            iif((?1 + x * 11) % 99991 = 0, 'item.removed', 'item.changed'),
            's' || ((?1 / 11 + x) % 10000), ?3 + x, ?3 + x, 10, zeroblob(500)
          from n
          """,
          """
          insert into payloads (sequence, bytes)
          with recursive n(x) as (select 0 union all select x + 1 from n where x < ?2 - 1)
          select ?1 + x * 11 + 1, cast(printf('{"n":%d,"text":"%.400c"}', ?1 + x, 'a') as blob)
          from n where ?3 > 0
          """,
          """
          insert into deliveries
            (sequence, id, event, webhook, payload, state, owner, attempts, due_at, ended_at,
             created_at, first_status, first_at, first_duration)
          with recursive n(x) as (select 0 union all select x + 1 from n where x < ?2 - 1)
          select ?1 + x * 11 + w.key, printf('%022d', ?1 + x * 11 + w.key), ?1 + x * 11, w.key,
            ?1 + x * 11 + 1, iif((?1 + x * 11 + w.key) % 1009 = 0, 2, 1), 0,
            iif((?1 + x * 11 + w.key) % 101 = 0, 2, 1), null, ?3 + x, ?3 + x,
            iif((?1 + x * 11 + w.key) % 1009 = 0 or (?1 + x * 11 + w.key) % 101 = 0, -1000, 200),
            ?3 + x, 1500
          from n cross join webhooks w
          """,
          """
          insert into attempts
            (delivery, number, at, duration, look_up, connect, tls, first_byte, outcome, status,
             headers, body, body_bytes, cut)
          select d.sequence, d.attempts, d.created_at, 1500, 0, 0, 0, 1000,
            iif(d.state = 2, 1, 0), iif(d.state = 2, 500 + d.sequence % 4, 200),
            cast('' as blob), zeroblob(300), 300, 0
          from deliveries d
          where d.sequence > ?1 and d.sequence < ?1 + ?2 * 11 and d.first_status < 0 and ?3 > 0
          """);

  private LongLog() {}

  /** So many more deliveries, at least; when the first of them was recorded. */
  static Instant fill(Database database, List<Webhook> webhooks, long deliveries) {
    long events = deliveries / webhooks.size();
    long start = Instant.now().minusSeconds(29L * 86_400).toEpochMilli() * 1_000;
    long step = 29L * 86_400 * 1_000_000 / Math.max(events / EVENTS_AT_ONCE, 1);
    long sequence = 1;
    long time = start;
    for (long done = 0; done < events; done += EVENTS_AT_ONCE) {
      long from = sequence;
      long at = time;
      database.write(
          connection -> {
            for (String sql : FILL) {
              try (var statement = connection.prepareStatement(sql)) {
                statement.setLong(1, from);
                statement.setLong(2, EVENTS_AT_ONCE);
                statement.setLong(3, at);
                statement.executeUpdate();
              }
            }
            return from;
          });
      sequence += EVENTS_AT_ONCE * 11L;
      time += step;
    }
    return Instant.ofEpochMilli(start / 1_000);
  }
}
