package dev.carillon.bench.growth;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.packed.FirstAttempt;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Fills a log on PostgreSQL that is too long to be written through the store: rows as the store
 * writes them, by statements for very many at once. Ten webhooks, payloads of some 400 bytes, ten
 * thousand subjects; of a hundred deliveries one has a row, since it was given up.
 *
 * @param store whose upkeep makes the partitions as the numbers grow
 */
record LargeLog(Database database, Store store) {

  static final int WEBHOOKS = 10;

  /** An event takes its own number and one for each delivery. */
  static final int NUMBERS = WEBHOOKS + 1;

  private static final long NUMBERS_AT_ONCE = 1L << 19;
  private static final int EVENTS_AT_ONCE = 100_000;
  private static final int TRIES_IN_A_CHUNK = 1_000;

  private static final String GIVE = "select setval('delivery_sequence', ?)";

  private static final String EVENTS =
      """
      insert into events (sequence, id, type, subject, time, recorded_at, owner, fan, payloads)
      select n * %1$d, lpad(n::text, 11, '0') || '00000000000', e.type, 's' || n %% 10000,
        ? + n * ?, ? + n * ?, 0, e.fan, e.payloads
      from generate_series(?::bigint, ?::bigint) n, (select * from events where sequence = ?) e
      """
          .formatted(NUMBERS);

  private static final String SUBJECTS =
      """
      insert into event_subjects (block, subject, sequence)
      select sequence >> 20, subject, sequence from events
      where sequence >= ? and sequence < ? order by 1, 2, 3
      """;

  private static final String ROWS =
      """
      insert into deliveries
        (sequence, event, webhook, payload, state, owner, attempts, ended_at, created_at, last)
      select n * %1$d + 1 + n / 10 %% 10, n * %1$d, w.key, 0, 2, 0, 1, ? + n * ?, ? + n * ?, 500
      from generate_series(?::bigint, ?::bigint, 10) n
      join (select key, row_number() over (order by key) - 1 as place from webhooks) w
        on w.place = n / 10 %% 10
      """
          .formatted(NUMBERS);

  private static final String ATTEMPTS =
      """
      insert into attempts (delivery, number, at, duration, look_up, connect, tls, first_byte,
        outcome, status, body)
      select sequence, 1, created_at, 1000, 0, 0, 0, 900, 1, 500, convert_to(repeat('a', 300), 'utf8')
      from deliveries where sequence >= ? and sequence < ?
      """;

  private static final String CHUNK =
      """
      insert into chunks (number, webhook, low, high, n, created_from, created_to, ended_from,
        ended_to, last_ended, statuses)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)
      """;
  private static final String DATA = "insert into chunk_data (number, data) values (?, ?)";

  /**
   * Fills it with so many events, a step of time after each other.
   *
   * @param like the number of the only one that is there, which all others resemble
   */
  void fill(long like, long events, Instant from, Duration step) {
    makeRoom((events + 1) * NUMBERS);
    Times times = new Times(micros(from), step.toNanos() / 1_000);
    List<Long> webhooks =
        database.read(
            connection ->
                Sql.list(connection, "select key from webhooks order by key", Sql.NUMBER));
    for (long first = 0; first < events; first += EVENTS_AT_ONCE) {
      long begin = first + 2;
      long end = Math.min(events, first + EVENTS_AT_ONCE) + 1;
      database.<Boolean>write(connection -> rows(connection, like, begin, end, times));
      for (int place = 0; place < WEBHOOKS; place++) {
        int which = place;
        database.<Boolean>write(
            connection -> records(connection, webhooks.get(which), which, begin, end, times));
      }
    }
    database.write(
        connection ->
            Sql.update(connection, "update journal set filed = ?", (events + 2) * NUMBERS - 1));
    database.write(connection -> Sql.update(connection, "analyze"));
  }

  /** As a server does while numbers are given. */
  private void makeRoom(long last) {
    for (long number = 1; number < last + NUMBERS_AT_ONCE; number += NUMBERS_AT_ONCE) {
      long next = Math.min(number, last + NUMBERS);
      database.<Long>write(connection -> Sql.number(connection, GIVE, next));
      while (store.retention().tidy()) {
        // one step after the other
      }
    }
  }

  private static Boolean rows(Connection connection, long like, long first, long last, Times times)
      throws SQLException {
    Sql.update(
        connection,
        EVENTS,
        times.from(),
        times.step(),
        times.from(),
        times.step(),
        first,
        last,
        like);
    Sql.update(connection, SUBJECTS, first * NUMBERS, (last + 1) * NUMBERS);
    Sql.update(
        connection, ROWS, times.from(), times.step(), times.from(), times.step(), first, last);
    Sql.update(connection, ATTEMPTS, first * NUMBERS, (last + 1) * NUMBERS);
    return true;
  }

  /** The first attempts of one webhook that succeeded, a thousand at a time. */
  private static Boolean records(
      Connection connection, long webhook, int place, long first, long last, Times times)
      throws SQLException {
    List<FirstAttempt> tries = new ArrayList<>();
    for (long n = first; n <= last; n++) {
      boolean row = (n - first) % WEBHOOKS == 0 && n / WEBHOOKS % WEBHOOKS == place;
      if (!row) {
        long time = times.of(n);
        tries.add(
            new FirstAttempt(
                n * NUMBERS + 1 + place, place, webhook, time, time, time, 1_000, 200, 1, 0));
      }
      if (tries.size() == TRIES_IN_A_CHUNK || n == last) {
        chunk(connection, webhook, tries);
        tries.clear();
      }
    }
    return true;
  }

  private static void chunk(Connection connection, long webhook, List<FirstAttempt> tries)
      throws SQLException {
    FirstAttempt low = tries.getFirst();
    FirstAttempt high = tries.getLast();
    long number = -low.sequence() - 1;
    Sql.update(
        connection,
        CHUNK,
        number,
        webhook,
        low.sequence(),
        high.sequence(),
        tries.size(),
        low.created(),
        high.created(),
        low.ended(),
        high.ended(),
        high.ended());
    Sql.update(connection, DATA, number, FirstAttempt.pack(tries));
  }

  private static long micros(Instant time) {
    return time.toEpochMilli() * 1_000;
  }

  /** When events happen, in microseconds. */
  private record Times(long from, long step) {

    long of(long event) {
      return from + event * step;
    }
  }
}
