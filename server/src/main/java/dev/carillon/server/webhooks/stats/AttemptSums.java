package dev.carillon.server.webhooks.stats;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.DeliveryLog.Last;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.server.platform.database.SumLock;
import dev.carillon.server.platform.tasks.PeriodicTasks;
import dev.carillon.server.webhooks.stats.AttemptSums.SumStore.Piece;
import dev.carillon.server.webhooks.stats.AttemptSums.SumStore.Slot;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Sums attempts up in memory, and stores that every few seconds: what the engine does costs a few
 * counters. A crash loses the last seconds of the sums, and of nothing else.
 */
public final class AttemptSums implements AutoCloseable {

  private static final Duration EVERY = Duration.ofSeconds(5);
  private static final int AT_ONCE = 25;
  private static final int HOURS = 24;
  private static final Duration REMOVED_EVERY = Duration.ofMinutes(1);

  private final SumStore store;
  private final PeriodicTasks tasks = new PeriodicTasks("carillon-sums");
  private Map<Slot, AttemptTotals> gathered = new HashMap<>();

  /**
   * Begins to sum up.
   *
   * @param wall the time of day
   */
  public AttemptSums(Database database, InstantSource wall) {
    this.store = new SumStore(database);
    tasks.every(EVERY, "storing sums of attempts", this::store);
    tasks.every(
        EVERY,
        REMOVED_EVERY,
        "removing old sums of attempts",
        () -> store.removeOld(wall.instant()));
  }

  /** An attempt is durable. */
  public void settled(Settlement settlement) {
    Attempt attempt = settlement.attempt();
    Last last = Last.of(attempt.outcome(), attempt.duration());
    Slot key =
        new Slot(
            settlement.before().webhook(),
            StatsInterval.FIVE_MINUTES.start(attempt.at().getEpochSecond()));
    synchronized (this) {
      gathered
          .computeIfAbsent(key, first -> new AttemptTotals())
          .add(settlement.before().type().name(), last);
    }
  }

  private synchronized Map<Slot, AttemptTotals> taken() {
    Map<Slot, AttemptTotals> taken = gathered;
    gathered = new HashMap<>();
    return taken;
  }

  private synchronized void giveBack(Map<Slot, AttemptTotals> rest) {
    rest.forEach(
        (key, sums) -> gathered.computeIfAbsent(key, first -> new AttemptTotals()).add(sums));
  }

  /** The attempts of the last 24 hours to each webhook that had any. */
  public Map<Webhook.Id, AttemptTotals> lastDay(Instant now) {
    Map<Webhook.Id, AttemptTotals> all = new HashMap<>();
    for (Piece piece : last(HOURS, StatsInterval.HOUR, now)) {
      all.computeIfAbsent(piece.slot().webhook(), none -> new AttemptTotals()).add(piece.sums());
    }
    return all;
  }

  /** The attempts of each of the last days; a webhook that had none on a day is left out of it. */
  public SortedMap<LocalDate, Map<Webhook.Id, AttemptTotals>> days(Instant now, int count) {
    SortedMap<LocalDate, Map<Webhook.Id, AttemptTotals>> days = new TreeMap<>();
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    for (int back = 0; back < count; back++) {
      days.put(today.minusDays(back), new HashMap<>());
    }
    for (Piece piece : last(count, StatsInterval.DAY, now)) {
      Instant start = Instant.ofEpochSecond(piece.slot().start());
      days.getOrDefault(LocalDate.ofInstant(start, ZoneOffset.UTC), new HashMap<>())
          .put(piece.slot().webhook(), piece.sums());
    }
    return days;
  }

  private List<Piece> last(int count, StatsInterval interval, Instant now) {
    long first = interval.start(now.getEpochSecond()) - (count - 1) * interval.seconds();
    return stored().since(interval, first);
  }

  /** The table, with all that was summed up so far. */
  SumStore stored() {
    store();
    return store;
  }

  /** Stores what was summed up so far, a little at a time, so that no writer waits for long. */
  private void store() {
    Map<Slot, AttemptTotals> rest = taken();
    try {
      while (!rest.isEmpty()) {
        Map<Slot, AttemptTotals> some = new HashMap<>();
        Iterator<Map.Entry<Slot, AttemptTotals>> next = rest.entrySet().iterator();
        while (next.hasNext() && some.size() < AT_ONCE) {
          Map.Entry<Slot, AttemptTotals> one = next.next();
          some.put(one.getKey(), one.getValue());
        }
        store.add(some);
        rest.keySet().removeAll(some.keySet());
      }
    } finally {
      giveBack(rest);
    }
  }

  /** Stores what was summed up. */
  @Override
  public void close() {
    tasks.close();
    store();
  }

  /** The table of sums. */
  record SumStore(Database database) {

    private static final int ROWS_MAX = 200_000;
    private static final int REMOVED_AT_ONCE = 500;

    private static final String ONE =
        "select sums from webhook_sums where webhook = ? and width = ? and start = ?";
    private static final String PUT =
        """
        insert into webhook_sums (webhook, width, start, sums) values (?, ?, ?, ?)
        on conflict (webhook, width, start) do update set sums = excluded.sums
        """;
    private static final String ALL_SINCE =
        """
        select webhook, start, sums from webhook_sums where width = ? and start >= ? limit ?
        """;
    private static final String SINCE =
        """
        select webhook, start, sums from webhook_sums
        where webhook = ? and width = ? and start >= ? limit ?
        """;
    private static final String REMOVE =
        """
        delete from webhook_sums where (webhook, width, start) in (
          select webhook, width, start from webhook_sums where width = ? and start < ? limit ?)
        """;

    /** Adds to what is there: to five minutes, their hour and their day. */
    void add(Map<Slot, AttemptTotals> more) {
      SumLock.write(
          database,
          connection -> {
            for (Map.Entry<Slot, AttemptTotals> one : more.entrySet()) {
              for (StatsInterval span : StatsInterval.values()) {
                add(connection, one.getKey(), span, one.getValue());
              }
            }
            return more.size();
          });
    }

    private static void add(Connection connection, Slot key, StatsInterval span, AttemptTotals more)
        throws SQLException {
      long start = span.start(key.start());
      String webhook = key.webhook().value();
      AttemptTotals sums =
          Sql.first(
                  connection,
                  ONE,
                  row -> AttemptTotals.parse(row.getString(1)),
                  webhook,
                  span.seconds(),
                  start)
              .orElseGet(AttemptTotals::new);
      sums.add(more);
      Sql.update(connection, PUT, webhook, span.seconds(), start, sums.text());
    }

    /** All webhooks' pieces since then. */
    List<Piece> since(StatsInterval span, long start) {
      return database.read(
          connection ->
              Sql.list(connection, ALL_SINCE, SumStore::piece, span.seconds(), start, ROWS_MAX));
    }

    /** One webhook's pieces since then. */
    List<Piece> since(Webhook.Id webhook, StatsInterval span, long start) {
      return database.read(
          connection ->
              Sql.list(
                  connection,
                  SINCE,
                  SumStore::piece,
                  webhook.value(),
                  span.seconds(),
                  start,
                  ROWS_MAX));
    }

    private static Piece piece(ResultSet row) throws SQLException {
      return new Piece(
          new Slot(new Webhook.Id(row.getString(1)), row.getLong(2)),
          AttemptTotals.parse(row.getString(3)));
    }

    /** Removes some of what is too old. */
    void removeOld(Instant now) {
      SumLock.write(
          database,
          connection -> {
            int removed = 0;
            for (StatsInterval span : StatsInterval.values()) {
              removed +=
                  Sql.update(connection, REMOVE, span.seconds(), span.oldest(now), REMOVED_AT_ONCE);
            }
            return removed;
          });
    }

    /**
     * Whose attempts, and in which time.
     *
     * @param start in seconds since 1970
     */
    record Slot(Webhook.Id webhook, long start) {}

    /** The sums of one webhook in some time. */
    record Piece(Slot slot, AttemptTotals sums) {}
  }
}
