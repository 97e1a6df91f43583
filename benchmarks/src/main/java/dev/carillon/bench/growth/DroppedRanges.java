package dev.carillon.bench.growth;

import dev.carillon.bench.embedded.DrivenClock;
import dev.carillon.bench.embedded.OpenedStore;
import dev.carillon.bench.embedded.PostgresServer;
import dev.carillon.bench.program.Folder;
import dev.carillon.bench.program.Histogram;
import dev.carillon.bench.program.Program;
import dev.carillon.bench.program.Result;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryFilter.About;
import dev.carillon.hooks.delivery.DeliveryFilter.Ending;
import dev.carillon.hooks.delivery.DeliveryFilter.Span;
import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Snapshot;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.webhook.Webhook;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A log of 100 M deliveries on PostgreSQL: how many partitions a statement reads, how soon the
 * first pages are there, and what it takes to drop the oldest range. The limit is what it takes to
 * delete the rows of the next one, and to vacuum them.
 */
public final class DroppedRanges implements Program {

  private static final long DELIVERIES = 100_000_000;
  private static final long BRIEF_DELIVERIES = 10_000_000;
  private static final int ASKED = 40;
  private static final int PURGED_AT_ONCE = 20_000;
  private static final Duration MONTH = Duration.ofDays(29);
  private static final EventType CHANGED = new EventType("item.changed");

  private static final String SIZES =
      """
      select regexp_replace(relname, '_([0-9]+|rest)$', '') as name, count(*),
        sum(pg_total_relation_size(oid)) / 1000000
      from pg_class where relkind = 'r' and relnamespace = current_schema()::regnamespace
        and relname ~ '^(events|attempts|event_subjects|deliveries|chunks|chunk_data)(_[0-9]+|_rest)?$'
      group by 1 order by 3 desc
      """;

  private static final List<String> QUESTIONS =
      List.of(
          "select fan from events where sequence = %1$d",
          "select sequence from events where sequence > %1$d order by sequence limit 100",
          "select sequence from events where sequence < %1$d order by sequence desc limit 100",
          "select max(sequence) from events",
          "select min(sequence) from events",
          "select * from attempts where delivery = %1$d",
          "select sequence from event_subjects where block = %1$d >> 20 and subject = 's4711'",
          "select sequence from events where id = '0000000100000000000000'");

  @Override
  public String purpose() {
    return "partitions of a log of 100 M deliveries on PostgreSQL: plans, pages, dropping a range";
  }

  @Override
  public Result run(Options options) throws IOException {
    Folder.empty(options.work());
    Map<String, Object> more = new LinkedHashMap<>();
    Instant start = Instant.now().minus(MONTH);
    DrivenClock clock = new DrivenClock(start);
    try (PostgresServer server =
            PostgresServer.open(options.database(), options.work().resolve("postgres"));
        OpenedStore opened = server.store(options.work(), clock)) {
      System.out.println("settings: " + server.settings());
      long deliveries = options.brief() ? BRIEF_DELIVERIES : DELIVERIES;
      fill(opened, deliveries, start, more);
      clock.runFrom(start.plus(MONTH));
      try (Connection connection = opened.database().separate().orElseThrow()) {
        tellSizes(connection, more);
        tellPlans(connection, deliveries / 2);
        tellPages(opened, start, more);
        double dropped = drop(opened, connection, more);
        double deleted = delete(connection, more);
        return new Result(dropped, "ms", deleted, 1, more);
      }
    } catch (SQLException failed) {
      throw new IOException("the database refused: " + failed.getMessage(), failed);
    }
  }

  private static void fill(
      OpenedStore opened, long deliveries, Instant start, Map<String, Object> more) {
    for (int n = 0; n < LargeLog.WEBHOOKS; n++) {
      Webhook.Subscription to = Webhook.Subscription.to(CHANGED);
      opened.store().webhooks().add(Webhook.of("w" + n, "https://example.org/" + n, to, start));
    }
    Snapshot body = Snapshot.of("{\"text\":\"" + "p".repeat(400) + "\"}");
    Event event = Event.of(CHANGED, "s0", start, body);
    long like =
        opened.database().write(one -> opened.store().outbox().append(one, event)).due().stream()
                .mapToLong(due -> due.delivery().sequence())
                .min()
                .orElseThrow()
            - 1;
    long began = System.nanoTime();
    long events = deliveries / LargeLog.WEBHOOKS;
    new LargeLog(opened.database(), opened.store())
        .fill(like, events, start, MONTH.dividedBy(events));
    for (Webhook webhook : opened.store().webhooks().current().webhooks()) {
      opened.store().deliveryActions().cancelPending(webhook.id(), start);
    }
    more.put("deliveries", deliveries);
    more.put("fillSeconds", (System.nanoTime() - began) / 1_000_000_000);
    System.out.println(more);
  }

  private static void tellSizes(Connection connection, Map<String, Object> more)
      throws SQLException {
    Sql.each(
        connection,
        SIZES,
        row -> {
          System.out.printf(
              "%s: %d tables, %d MB%n", row.getString(1), row.getLong(2), row.getLong(3));
          more.put(row.getString(1) + "Megabytes", row.getLong(3));
        });
    long ranges = Sql.number(connection, "select count(*) from log_partitions");
    System.out.println(ranges + " ranges and the rest");
    more.put("ranges", ranges);
  }

  /** Which partitions a statement reads, in the middle of the log. */
  private static void tellPlans(Connection connection, long event) throws SQLException {
    long number = event / LargeLog.WEBHOOKS * LargeLog.NUMBERS;
    for (String question : QUESTIONS) {
      String asked = question.formatted(number);
      List<String> plan =
          Sql.list(connection, "explain (analyze, costs off) " + asked, row -> row.getString(1));
      long planned = plan.stream().filter(DroppedRanges::isScan).count();
      long executed =
          plan.stream()
              .filter(DroppedRanges::isScan)
              .filter(line -> !line.contains("never"))
              .count();
      System.out.printf(
          "%s%n  %d partitions in the plan, %d read; %s, %s%n",
          asked, planned, executed, plan.get(plan.size() - 2), plan.getLast());
    }
  }

  private static boolean isScan(String line) {
    return line.contains(" on events_")
        || line.contains(" on attempts_")
        || line.contains(" on event_subjects_");
  }

  private static void tellPages(OpenedStore opened, Instant start, Map<String, Object> more) {
    Instant middle = start.plus(MONTH.dividedBy(2));
    Webhook.Id webhook = opened.store().webhooks().current().webhooks().get(3).id();
    Map<String, DeliveryFilter> filters = new LinkedHashMap<>();
    filters.put("all", DeliveryFilter.ALL);
    filters.put("exhausted", DeliveryFilter.ALL.in("exhausted"));
    filters.put("webhook", DeliveryFilter.ALL.to(webhook));
    filters.put("subject", about(new About(List.of(), "s4711", ""), Span.ALWAYS));
    filters.put("event", about(new About(List.of(), "", "0000000100000000000000"), Span.ALWAYS));
    filters.put("hour", about(About.ANYTHING, new Span(middle, middle.plusSeconds(3600))));
    for (Map.Entry<String, DeliveryFilter> one : filters.entrySet()) {
      Histogram times = new Histogram();
      for (int n = 0; n < ASKED; n++) {
        long began = System.nanoTime();
        opened.store().log().page(one.getValue(), Cursor.NEWEST, 50);
        times.record(System.nanoTime() - began);
      }
      System.out.printf(
          "first page, %s: p50 %.1f ms, p95 %.1f ms%n",
          one.getKey(), times.millis(0.5), times.millis(0.95));
      more.put(one.getKey() + "P95Millis", times.millis(0.95));
    }
  }

  private static DeliveryFilter about(About about, Span created) {
    return new DeliveryFilter(Set.of(), Set.of(), about, Ending.ANY, created, "");
  }

  /** Purges until the first range goes; how many ms that last step took. */
  private static double drop(OpenedStore opened, Connection connection, Map<String, Object> more)
      throws SQLException {
    long ranges = Sql.number(connection, "select count(*) from log_partitions");
    long high = Sql.number(connection, "select high from log_partitions order by low offset 1");
    long ended =
        Sql.number(
            connection,
            "select min(recorded_at) from events where sequence between ? and ? + 99",
            high,
            high);
    Instant before = Instant.ofEpochMilli(ended / 1_000).plusSeconds(300);
    long began = System.nanoTime();
    double last = 0;
    long wal = 0;
    while (Sql.number(connection, "select count(*) from log_partitions") == ranges) {
      wal = wal(connection);
      long step = System.nanoTime();
      opened.store().retention().purge(before, PURGED_AT_ONCE);
      last = (System.nanoTime() - step) / 1e6;
    }
    wal = wal(connection) - wal;
    more.put("sweptSeconds", (System.nanoTime() - began) / 1e9);
    more.put("dropWalBytes", wal);
    System.out.printf(
        "the oldest range is gone after %.1f s of purging; the step that dropped it took %.1f ms"
            + " and wrote %d bytes of log%n",
        (System.nanoTime() - began) / 1e9, last, wal);
    return last;
  }

  /** What the same costs by rows. */
  private static double delete(Connection connection, Map<String, Object> more)
      throws SQLException {
    long low = Sql.number(connection, "select low from log_partitions order by low offset 1");
    long high = Sql.number(connection, "select high from log_partitions order by low offset 1");
    long wal = wal(connection);
    long began = System.nanoTime();
    long rows =
        Sql.update(
            connection, "delete from events where sequence >= ? and sequence < ?", low, high);
    rows +=
        Sql.update(
            connection, "delete from attempts where delivery >= ? and delivery < ?", low, high);
    rows +=
        Sql.update(
            connection,
            "delete from event_subjects where block >= ? and block < ?",
            low >> 20,
            high >> 20);
    for (String table : List.of("events", "attempts", "event_subjects")) {
      Sql.update(connection, "vacuum " + table + "_" + low);
    }
    double millis = (System.nanoTime() - began) / 1e6;
    wal = wal(connection) - wal;
    more.put("deletedRows", rows);
    more.put("deleteWalBytes", wal);
    System.out.printf(
        "%d rows of the next range were deleted and vacuumed in %.0f ms, %d bytes of log%n",
        rows, millis, wal);
    return millis;
  }

  private static long wal(Connection connection) throws SQLException {
    return Sql.number(connection, "select pg_current_wal_lsn() - '0/0'::pg_lsn");
  }
}
