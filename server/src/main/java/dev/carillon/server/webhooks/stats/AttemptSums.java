package dev.carillon.server.webhooks.stats;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.DeliveryLog.Last;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.server.platform.tasks.PeriodicTasks;
import dev.carillon.server.webhooks.stats.SumStore.Piece;
import dev.carillon.server.webhooks.stats.SumStore.Slot;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

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
    return each(StatsInterval.HOUR, now, HOURS, piece -> piece.slot().webhook());
  }

  /** The attempts of the last so many days, the oldest day first. */
  public List<Day> days(Instant now, int count) {
    Map<Slot, AttemptTotals> all = each(StatsInterval.DAY, now, count, Piece::slot);
    long today = StatsInterval.DAY.start(now.getEpochSecond());
    return IntStream.iterate(count - 1, back -> back >= 0, back -> back - 1)
        .mapToObj(back -> new Day(today - back * StatsInterval.DAY.seconds(), all))
        .toList();
  }

  private <K> Map<K, AttemptTotals> each(
      StatsInterval interval, Instant now, int pieces, Function<Piece, K> key) {
    long first = interval.start(now.getEpochSecond()) - (pieces - 1) * interval.seconds();
    Map<K, AttemptTotals> all = new HashMap<>();
    for (Piece piece : stored().since(interval, first)) {
      all.computeIfAbsent(key.apply(piece), none -> new AttemptTotals()).add(piece.sums());
    }
    return all;
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

  /** The attempts of one day. */
  public static final class Day {

    private final long start;
    private final Map<Slot, AttemptTotals> sums;

    private Day(long start, Map<Slot, AttemptTotals> sums) {
      this.start = start;
      this.sums = sums;
    }

    /** The day, as it is in UTC. */
    public LocalDate date() {
      return LocalDate.ofInstant(Instant.ofEpochSecond(start), ZoneOffset.UTC);
    }

    /** The attempts to a webhook. */
    public AttemptTotals of(Webhook.Id webhook) {
      return sums.getOrDefault(new Slot(webhook, start), new AttemptTotals());
    }
  }
}
