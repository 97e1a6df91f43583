package dev.carillon.bench.growth;

import dev.carillon.bench.embedded.DrivenClock;
import dev.carillon.bench.embedded.OpenedStore;
import dev.carillon.bench.embedded.PostgresServer;
import dev.carillon.bench.program.Folder;
import dev.carillon.bench.program.Histogram;
import dev.carillon.bench.program.Machine;
import dev.carillon.bench.program.Program;
import dev.carillon.bench.program.Result;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryFilter.About;
import dev.carillon.hooks.delivery.DeliveryFilter.Codes;
import dev.carillon.hooks.delivery.DeliveryFilter.Ending;
import dev.carillon.hooks.delivery.DeliveryFilter.Span;
import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.hooks.delivery.DueDeliveries.Place;
import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.webhook.Webhook;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The first page of a long log with every kind of filter, what is due, and purging. The figure is
 * the slowest filter's p95 but for texts; the limit is what P6 asks for.
 */
public final class LogPages implements Program {

  private static final int DELIVERIES = 10_000_000;
  private static final int BRIEF_DELIVERIES = 200_000;
  private static final int PAGE = 50;
  private static final int ASKED = 40;
  private static final int PURGED = 500;
  private static final int PURGED_IN_A_LONG_STEP = 20_000;
  private static final int PURGES = 20;
  private static final double AIM_MILLIS = 100;
  private static final double AIM_ON_POSTGRES_MILLIS = 150;
  private static final Duration MONTH = Duration.ofDays(29);

  private final boolean postgres;

  /** In a PostgreSQL server, or in a SQLite file. */
  public LogPages(boolean postgres) {
    this.postgres = postgres;
  }

  @Override
  public String purpose() {
    return "the first page of a log of 10 M deliveries, by each filter (D8, P6); "
        + (postgres ? "PostgreSQL" : "SQLite");
  }

  @Override
  public Result run(Options options) throws IOException {
    Folder.empty(options.work());
    Map<String, Object> more = new LinkedHashMap<>();
    Instant end = Instant.now();
    Instant start = end.minus(MONTH);
    DrivenClock clock = new DrivenClock(start);
    double worst;
    try (PostgresServer server = postgres ? server(options) : null;
        OpenedStore opened =
            server == null
                ? OpenedStore.sqlite(options.work(), clock)
                : server.store(options.work(), clock)) {
      List<Webhook> webhooks = webhooks(opened);
      int deliveries = options.brief() ? BRIEF_DELIVERIES : DELIVERIES;
      long filling = System.nanoTime();
      LongLog log = new LongLog(opened.database(), opened.store(), clock);
      Event.Id event = log.fill(deliveries, start, end);
      more.put("deliveries", deliveries);
      more.put("fillSeconds", (System.nanoTime() - filling) / 1_000_000_000);
      worst = pages(opened, filters(webhooks, start, event), more);
      tell("due", due(opened, webhooks.getFirst()), more);
      tell("count", counts(opened), more);
      tell("standings", timed(ASKED, () -> opened.store().log().standings(500)), more);
      tell("sweepStep", purges(opened, start.plus(Duration.ofDays(10)), PURGED), more);
      tell(
          "longSweepStep",
          purges(opened, start.plus(Duration.ofDays(20)), PURGED_IN_A_LONG_STEP),
          more);
    }
    double aim = postgres ? AIM_ON_POSTGRES_MILLIS : AIM_MILLIS;
    return new Result(worst, "ms", aim, ASKED, more);
  }

  /** The slowest p95 but for texts. */
  private static double pages(
      OpenedStore opened, Map<String, DeliveryFilter> filters, Map<String, Object> more) {
    double worst = 0;
    for (Map.Entry<String, DeliveryFilter> one : filters.entrySet()) {
      Timed times = times(opened, one.getValue());
      tell(one.getKey(), times, more);
      if (!one.getKey().equals("text")) {
        worst = Math.max(worst, times.histogram().millis(0.95));
      }
    }
    return worst;
  }

  private static void tell(String name, Timed times, Map<String, Object> more) {
    more.put(name + "P50Millis", times.histogram().millis(0.5));
    more.put(name + "P95Millis", times.histogram().millis(0.95));
    more.put(name + "CpuMillis", times.cpuMillis());
    System.out.printf(
        "%s: p50 %.1f ms, p95 %.1f ms, %.1f ms of processor time%n",
        name, times.histogram().millis(0.5), times.histogram().millis(0.95), times.cpuMillis());
  }

  private static PostgresServer server(Options options) throws IOException {
    PostgresServer server =
        PostgresServer.open(options.database(), options.work().resolve("postgres"));
    System.out.println("settings: " + server.settings());
    return server;
  }

  private static List<Webhook> webhooks(OpenedStore opened) {
    List<Webhook> webhooks = new ArrayList<>();
    for (int n = 0; n < LongLog.WEBHOOKS; n++) {
      Webhook webhook =
          Webhook.of(
              "w" + n,
              "https://example.org/" + n,
              Webhook.Subscription.to(LongLog.CHANGED, LongLog.RARE),
              Instant.now());
      opened.store().webhooks().add(webhook);
      webhooks.add(webhook);
    }
    return webhooks;
  }

  private static Map<String, DeliveryFilter> filters(
      List<Webhook> webhooks, Instant start, Event.Id event) {
    Instant middle = start.plus(Duration.ofDays(14));
    Map<String, DeliveryFilter> filters = new LinkedHashMap<>();
    filters.put("all", DeliveryFilter.ALL);
    filters.put("delivered", DeliveryFilter.ALL.in("delivered"));
    filters.put("exhausted", DeliveryFilter.ALL.in("exhausted"));
    filters.put("pending", DeliveryFilter.ALL.in("pending"));
    filters.put("missed", DeliveryFilter.ALL.in("missed"));
    DeliveryFilter ofWebhook = DeliveryFilter.ALL.to(webhooks.get(3).id());
    filters.put("webhook", ofWebhook);
    filters.put("webhookDelivered", ofWebhook.in("delivered"));
    filters.put("webhookExhausted", ofWebhook.in("exhausted"));
    filters.put("webhookPending", ofWebhook.in("pending"));
    filters.put("type", about(new About(List.of("item.ch*"), "", "")));
    filters.put("rareType", about(new About(List.of(LongLog.RARE.name()), "", "")));
    filters.put("noSuchType", about(new About(List.of("nothing"), "", "")));
    filters.put("subject", about(new About(List.of(), "s4711", "")));
    filters.put("event", about(new About(List.of(), "", event.value())));
    filters.put("code", last(new Ending(List.of(new Codes(500, 599)), Set.of())));
    filters.put("noSuchCode", last(new Ending(List.of(new Codes(404, 404)), Set.of())));
    filters.put("noSuchSuccess", last(new Ending(List.of(new Codes(204, 204)), Set.of())));
    filters.put("error", last(new Ending(List.of(), Set.of(ErrorClass.TLS_HOST))));
    filters.put("time", created(new Span(middle, middle.plusSeconds(3600)), ""));
    filters.put("text", created(new Span(start, Span.ALWAYS.to()), "no such text"));
    return filters;
  }

  private static DeliveryFilter about(About about) {
    return new DeliveryFilter(Set.of(), Set.of(), about, Ending.ANY, Span.ALWAYS, "");
  }

  private static DeliveryFilter last(Ending last) {
    return new DeliveryFilter(Set.of(), Set.of(), About.ANYTHING, last, Span.ALWAYS, "");
  }

  private static DeliveryFilter created(Span span, String text) {
    return new DeliveryFilter(Set.of(), Set.of(), About.ANYTHING, Ending.ANY, span, text);
  }

  private static Timed times(OpenedStore opened, DeliveryFilter filter) {
    int asked = filter.text().isEmpty() ? ASKED : 3;
    return timed(asked, () -> opened.store().log().page(filter, Cursor.NEWEST, PAGE));
  }

  private static Timed due(OpenedStore opened, Webhook webhook) {
    return timed(
        ASKED, () -> opened.store().due().due(webhook.id(), Instant.now(), Place.START, 1_000));
  }

  private static Timed counts(OpenedStore opened) {
    DeliveryFilter none = about(new About(List.of("nothing"), "", ""));
    return timed(ASKED, () -> opened.store().log().count(none, 10_000));
  }

  /** Each step is what the writer does while a delivery may wait. */
  private static Timed purges(OpenedStore opened, Instant before, int limit) {
    return timed(PURGES, () -> opened.store().retention().purge(before, limit));
  }

  private static Timed timed(int times, Runnable work) {
    Histogram histogram = new Histogram();
    long cpu = Machine.cpuNanos();
    for (int n = 0; n < times; n++) {
      long start = System.nanoTime();
      work.run();
      histogram.record(System.nanoTime() - start);
    }
    return new Timed(histogram, (Machine.cpuNanos() - cpu) / (times * 1_000_000.0));
  }

  /**
   * How long something took.
   *
   * @param cpuMillis this process's processor time for each, on average
   */
  private record Timed(Histogram histogram, double cpuMillis) {}
}
