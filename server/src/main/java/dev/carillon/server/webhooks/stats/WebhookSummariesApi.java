package dev.carillon.server.webhooks.stats;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.DeliveryLog.Standing;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookState;
import dev.carillon.hooks.webhook.Webhooks;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.Routes.Effect;
import dev.carillon.server.platform.http.request.TimeText;
import dev.carillon.server.webhooks.stats.SumStore.Piece;
import dev.carillon.server.webhooks.stats.SumStore.Slot;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** {@code GET /api/webhooks}: all webhooks at a glance. */
final class WebhookSummariesApi {

  /** A backlog is counted up to here where there are few webhooks … */
  private static final int COUNTED_MAX = 10_000;

  /** … and where there are thousands, at least up to here … */
  private static final int COUNTED_MIN = 100;

  /** … so that all of them together take no longer than so many take. */
  private static final int COUNTED_TOGETHER = 100_000;

  private static final int DAYS = 7;
  private static final int HOURS = 24;

  private final Webhooks webhooks;
  private final DeliveryLog log;
  private final InstantSource wall;
  private final InstantSource engine;
  private final SumStore store;
  private final AttemptSums summing;

  WebhookSummariesApi(
      Webhooks webhooks,
      DeliveryLog log,
      InstantSource wall,
      InstantSource engine,
      SumStore store,
      AttemptSums summing) {
    this.webhooks = webhooks;
    this.log = log;
    this.wall = wall;
    this.engine = engine;
    this.store = store;
    this.summing = summing;
  }

  void routes(Routes routes) {
    routes.on(Set.of("GET"), "/api/webhooks", Effect.READS, RouteAccess.WEBHOOK_ADMIN, this::list);
  }

  private Response list(Call call) {
    summing.store();
    long now = wall.instant().getEpochSecond();
    long today = StatsInterval.DAY.start(now);
    Map<Slot, AttemptTotals> days = new HashMap<>();
    for (Piece piece : store.since(StatsInterval.DAY, today - (DAYS - 1) * StatsInterval.DAY.seconds())) {
      days.put(piece.slot(), piece.sums());
    }
    Map<Webhook.Id, AttemptTotals> lately = new HashMap<>();
    long hour = StatsInterval.HOUR.start(now) - (HOURS - 1) * StatsInterval.HOUR.seconds();
    for (Piece piece : store.since(StatsInterval.HOUR, hour)) {
      lately.computeIfAbsent(piece.slot().webhook(), first -> new AttemptTotals()).add(piece.sums());
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
      addLately(lately.getOrDefault(webhook.id(), new AttemptTotals()), item);
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

  private static void addLately(AttemptTotals sums, ObjectNode item) {
    item.put("successRate24h", sums.none() ? null : (Double) StatsApi.successRate(sums));
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
}
