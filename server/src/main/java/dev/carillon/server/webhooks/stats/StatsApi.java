package dev.carillon.server.webhooks.stats;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.DeliveryLog.Count;
import dev.carillon.hooks.delivery.DeliveryLog.Standing;
import dev.carillon.hooks.delivery.DueDeliveries;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookState;
import dev.carillon.hooks.webhook.Webhooks;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.request.TimeText;
import dev.carillon.server.webhooks.registration.RegisteredWebhooks;
import dev.carillon.server.webhooks.stats.SumStore.Piece;
import dev.carillon.server.webhooks.stats.SumStore.Slot;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * How webhooks have been doing: all at a glance, {@code GET /api/webhooks}, and one, {@code GET
 * /api/webhooks/{id}/stats}.
 *
 * @param wall the time of day
 * @param engine the clock of due times
 */
public record StatsApi(
    Webhooks webhooks,
    DeliveryLog log,
    DueDeliveries due,
    InstantSource wall,
    InstantSource engine,
    AttemptSums sums) {

  /** A backlog is counted up to here where there are few webhooks … */
  private static final int COUNTED_MAX = 10_000;

  /** … and where there are thousands, at least up to here … */
  private static final int COUNTED_MIN = 100;

  /** … so that all of them together take no longer than so many take. */
  private static final int COUNTED_TOGETHER = 100_000;

  private static final int DAYS = 7;
  private static final int HOURS = 24;
  private static final double DIGITS = 10_000;

  /** Adds all calls about how webhooks have been doing. */
  public void routes(Routes routes) {
    routes
        .group("/api/webhooks", RouteAccess.WEBHOOK_ADMIN)
        .get("", this::list)
        .get("/{id}/stats", this::stats);
  }

  /** All webhooks at a glance. */
  private Response list(Call call) {
    SumStore stored = sums.stored();
    long now = wall.instant().getEpochSecond();
    long today = StatsInterval.DAY.start(now);
    Map<Slot, AttemptTotals> days = new HashMap<>();
    for (Piece piece :
        stored.since(StatsInterval.DAY, today - (DAYS - 1) * StatsInterval.DAY.seconds())) {
      days.put(piece.slot(), piece.sums());
    }
    Map<Webhook.Id, AttemptTotals> lastDay = new HashMap<>();
    long hour = StatsInterval.HOUR.start(now) - (HOURS - 1) * StatsInterval.HOUR.seconds();
    for (Piece piece : stored.since(StatsInterval.HOUR, hour)) {
      lastDay
          .computeIfAbsent(piece.slot().webhook(), first -> new AttemptTotals())
          .add(piece.sums());
    }
    List<Webhook> listed = webhooks.current().webhooks();
    Map<Webhook.Id, Instant> holds = webhooks.holds(engine.instant());
    Map<Webhook.Id, Standing> standings = log.standings(countedMax(listed.size()));
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    for (Webhook webhook : listed) {
      ObjectNode item = all.addObject();
      addWebhook(webhook, item);
      addStanding(webhook, standings.getOrDefault(webhook.id(), Standing.NONE), item);
      Instant held = holds.get(webhook.id());
      item.put("heldUntil", held == null ? null : TimeText.text(held));
      addLastDay(lastDay.getOrDefault(webhook.id(), new AttemptTotals()), item);
      addDays(webhook.id(), days, today, item.putArray("spark"));
    }
    return Response.json(all);
  }

  /** Up to how many of each webhook are counted where there are so many webhooks. */
  static int countedMax(int webhooks) {
    return Math.clamp(COUNTED_TOGETHER / Math.max(webhooks, 1), COUNTED_MIN, COUNTED_MAX);
  }

  private static void addWebhook(Webhook webhook, ObjectNode item) {
    item.put("id", webhook.id().value());
    item.put("name", webhook.name());
    item.put("url", webhook.url());
    item.put("enabled", webhook.enabled());
    ArrayNode types = item.putArray("eventTypes");
    webhook.subscription().eventTypes().forEach(type -> types.add(type.name()));
    switch (webhook.state()) {
      case WebhookState.Enabled enabled -> item.putNull("disabledReason").putNull("disabledAt");
      case WebhookState.Disabled disabled ->
          item.put("disabledReason", disabled.reason().text())
              .put("disabledAt", TimeText.text(disabled.at()));
    }
  }

  private static void addStanding(Webhook webhook, Standing standing, ObjectNode item) {
    item.put(
        "health",
        webhook.enabled() ? standing.health().name().toLowerCase(Locale.ROOT) : "disabled");
    item.put("backlog", standing.pending().count());
    item.put("backlogMore", standing.pending().more());
    item.put("missed", standing.missed().count());
    item.put("missedMore", standing.missed().more());
    item.put(
        "lastDeliveryAt",
        standing.lastDeliveredAt().equals(Instant.EPOCH)
            ? null
            : TimeText.text(standing.lastDeliveredAt()));
  }

  private static void addLastDay(AttemptTotals sums, ObjectNode item) {
    item.put("successRate24h", sums.none() ? null : (Double) successRate(sums));
    item.put("p95Ms24h", sums.none() ? null : (Double) sums.millis(0.95));
  }

  private static void addDays(
      Webhook.Id webhook, Map<Slot, AttemptTotals> days, long today, ArrayNode spark) {
    for (int back = DAYS - 1; back >= 0; back--) {
      long start = today - back * StatsInterval.DAY.seconds();
      AttemptTotals sums = days.getOrDefault(new Slot(webhook, start), new AttemptTotals());
      LocalDate day = LocalDate.ofInstant(Instant.ofEpochSecond(start), ZoneOffset.UTC);
      spark
          .addObject()
          .put("day", day.toString())
          .put("delivered", sums.delivered())
          .put("failed", sums.failed());
    }
  }

  /** How one webhook has been doing in a window of time. */
  private Response stats(Call call) {
    Window window = window(call.params().text("window").orElse("24h"));
    Webhook.Id id = RegisteredWebhooks.get(webhooks, call.variable("id")).id();
    StatsInterval interval = window.interval();
    long last = interval.start(wall.instant().getEpochSecond());
    long first = last - (window.pieces() - 1) * interval.seconds();
    Map<Long, AttemptTotals> pieces = new TreeMap<>();
    AttemptTotals all = new AttemptTotals();
    for (Piece piece : sums.stored().since(id, interval, first)) {
      pieces.put(piece.slot().start(), piece.sums());
      all.add(piece.sums());
    }
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("from", text(first));
    body.put("to", text(last + interval.seconds()));
    ArrayNode buckets = body.putArray("buckets");
    for (long start = first; start <= last; start += interval.seconds()) {
      AttemptTotals totals = pieces.getOrDefault(start, new AttemptTotals());
      buckets
          .addObject()
          .put("from", text(start))
          .put("delivered", totals.delivered())
          .put("failed", totals.failed());
    }
    addTotals(all, body);
    addBacklog(id, body);
    return Response.json(body);
  }

  private static void addTotals(AttemptTotals all, ObjectNode body) {
    body.put("successRate", all.none() ? null : (Double) successRate(all));
    body.put("p50Ms", all.none() ? null : (Double) all.millis(0.5));
    body.put("p95Ms", all.none() ? null : (Double) all.millis(0.95));
    all.statuses().forEach(body.putObject("byStatus")::put);
    all.types().forEach(body.putObject("byType")::put);
    all.errors().forEach(body.putObject("byError")::put);
  }

  private void addBacklog(Webhook.Id id, ObjectNode body) {
    DeliveryFilter pending = DeliveryFilter.ALL.to(id).in("pending");
    Count backlog = log.count(pending, COUNTED_MAX);
    body.put("backlog", backlog.count());
    body.put("backlogMore", backlog.more());
    Instant now = engine.instant();
    List<DueDelivery> first = due.due(id, now, DueDeliveries.Place.START, 1);
    body.put(
        "oldestDueAgeSeconds",
        first.isEmpty()
            ? null
            : (Long) Duration.between(first.getFirst().dueAt(), now).toSeconds());
  }

  /** Which part of the attempts got a 2xx response. */
  static double successRate(AttemptTotals sums) {
    double rate = (double) sums.delivered() / (sums.delivered() + sums.failed());
    return Math.round(rate * DIGITS) / DIGITS;
  }

  private static Window window(String text) {
    return switch (text) {
      case "1h" -> new Window(StatsInterval.FIVE_MINUTES, 12);
      case "24h" -> new Window(StatsInterval.HOUR, 24);
      case "7d" -> new Window(StatsInterval.DAY, 7);
      case "30d" -> new Window(StatsInterval.DAY, 30);
      default -> throw Problem.badField("window", text, "1h, 24h, 7d or 30d");
    };
  }

  private static String text(long seconds) {
    return TimeText.text(Instant.ofEpochSecond(seconds));
  }

  /** So many pieces of time, up to now. */
  private record Window(StatsInterval interval, int pieces) {}
}
