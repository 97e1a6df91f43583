package dev.carillon.bench.growth;

import dev.carillon.bench.embedded.OpenedStore;
import dev.carillon.bench.embedded.PostgresServer;
import dev.carillon.bench.program.Folder;
import dev.carillon.bench.program.Histogram;
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
 * The first page of a long log with every kind of filter, what is due, and sweeping. The figure is
 * the slowest filter's p95 but for texts; the limit is what P6 asks for.
 */
public final class LogPages implements Program {

  private static final int DELIVERIES = 10_000_000;
  private static final int BRIEF_DELIVERIES = 200_000;
  private static final int PAGE = 50;
  private static final int ASKED = 40;
  private static final int SWEPT = 500;
  private static final int SWEEPS = 20;
  private static final double AIM_MILLIS = 200;

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
    double worst = 0;
    try (PostgresServer server = postgres ? server(options) : null;
        OpenedStore opened =
            server == null ? OpenedStore.sqlite(options.work()) : server.store(options.work())) {
      List<Webhook> webhooks = webhooks(opened);
      int deliveries = options.brief() ? BRIEF_DELIVERIES : DELIVERIES;
      long filling = System.nanoTime();
      Instant start = LongLog.fill(opened.database(), webhooks, deliveries);
      more.put("deliveries", deliveries);
      more.put("fillSeconds", (System.nanoTime() - filling) / 1_000_000_000);
      for (Map.Entry<String, DeliveryFilter> one : filters(webhooks, start).entrySet()) {
        Histogram times = times(opened, one.getValue());
        more.put(one.getKey() + "P50Millis", times.millis(0.5));
        more.put(one.getKey() + "P95Millis", times.millis(0.95));
        if (!one.getKey().equals("text")) {
          worst = Math.max(worst, times.millis(0.95));
        }
      }
      more.put("dueP95Millis", due(opened, webhooks.getFirst()).millis(0.95));
      more.put("countP95Millis", counts(opened).millis(0.95));
      more.put(
          "standingsP95Millis",
          timed(ASKED, () -> opened.store().log().standings(500)).millis(0.95));
      Histogram sweeps = sweeps(opened, start);
      more.put("sweepStepP50Millis", sweeps.millis(0.5));
      more.put("sweepStepP95Millis", sweeps.millis(0.95));
    }
    return new Result(worst, "ms", AIM_MILLIS, ASKED, more);
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
              Webhook.Subscription.to(LongLog.CHANGED),
              Instant.now());
      opened.store().webhooks().add(webhook);
      webhooks.add(webhook);
    }
    return webhooks;
  }

  private static Map<String, DeliveryFilter> filters(List<Webhook> webhooks, Instant start) {
    Instant middle = start.plus(Duration.ofDays(14));
    Map<String, DeliveryFilter> filters = new LinkedHashMap<>();
    filters.put("all", DeliveryFilter.ALL);
    filters.put("delivered", DeliveryFilter.ALL.in("delivered"));
    filters.put("exhausted", DeliveryFilter.ALL.in("exhausted"));
    filters.put("pending", DeliveryFilter.ALL.in("pending"));
    filters.put("webhook", DeliveryFilter.ALL.to(webhooks.get(3).id()));
    filters.put("webhookExhausted", DeliveryFilter.ALL.to(webhooks.get(3).id()).in("exhausted"));
    filters.put("type", about(new About(List.of("item.ch*"), "", "")));
    filters.put("rareType", about(new About(List.of(LongLog.RARE.name()), "", "")));
    filters.put("noSuchType", about(new About(List.of("nothing"), "", "")));
    filters.put("subject", about(new About(List.of(), "s4711", "")));
    filters.put("event", about(new About(List.of(), "", "1000000011100000000000")));
    filters.put("code", last(new Ending(List.of(new Codes(500, 599)), Set.of())));
    filters.put("noSuchCode", last(new Ending(List.of(new Codes(404, 404)), Set.of())));
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

  private static Histogram times(OpenedStore opened, DeliveryFilter filter) {
    int asked = filter.text().isEmpty() ? ASKED : 3;
    return timed(asked, () -> opened.store().log().page(filter, Cursor.NEWEST, PAGE));
  }

  private static Histogram due(OpenedStore opened, Webhook webhook) {
    return timed(
        ASKED, () -> opened.store().due().due(webhook.id(), Instant.now(), Place.START, 1_000));
  }

  private static Histogram counts(OpenedStore opened) {
    DeliveryFilter none = about(new About(List.of("nothing"), "", ""));
    return timed(ASKED, () -> opened.store().log().count(none, 10_000));
  }

  /** Each step is what the writer does while a delivery may wait. */
  private static Histogram sweeps(OpenedStore opened, Instant start) {
    Instant before = start.plus(Duration.ofDays(20));
    return timed(SWEEPS, () -> opened.store().retention().sweep(before, SWEPT));
  }

  private static Histogram timed(int times, Runnable work) {
    Histogram histogram = new Histogram();
    for (int n = 0; n < times; n++) {
      long start = System.nanoTime();
      work.run();
      histogram.record(System.nanoTime() - start);
    }
    return histogram;
  }
}
