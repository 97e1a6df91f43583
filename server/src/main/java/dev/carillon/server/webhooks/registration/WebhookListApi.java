package dev.carillon.server.webhooks.registration;

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
import dev.carillon.server.platform.http.request.TimeText;
import dev.carillon.server.webhooks.stats.AttemptSums;
import dev.carillon.server.webhooks.stats.AttemptTotals;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;

/**
 * {@code GET /api/webhooks}: all webhooks at a glance, with how they have been doing.
 *
 * @param wall the time of day
 * @param engine the clock of due times
 */
public record WebhookListApi(
    Webhooks webhooks,
    DeliveryLog log,
    InstantSource wall,
    InstantSource engine,
    AttemptSums sums) {

  /** The most deliveries of a webhook that are counted, however few webhooks there are. */
  private static final int COUNTED_MAX = 10_000;

  /** The deliveries of a webhook that are counted at least, however many webhooks there are. */
  private static final int COUNTED_MIN = 100;

  /** The most deliveries of all webhooks together that are counted, between those two limits. */
  private static final int COUNTED_TOGETHER = 100_000;

  private static final int DAYS = 7;

  /** Adds the call. */
  public void routes(Routes routes) {
    routes.group("/api/webhooks", RouteAccess.SERVER_ADMIN).get("", this::list);
  }

  private Response list(Call call) {
    Instant now = wall.instant();
    Map<Webhook.Id, AttemptTotals> lastDay = sums.lastDay(now);
    SortedMap<LocalDate, Map<Webhook.Id, AttemptTotals>> days = sums.days(now, DAYS);
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
      ArrayNode spark = item.putArray("spark");
      days.forEach(
          (day, attempts) ->
              addDay(
                  day,
                  attempts.getOrDefault(webhook.id(), new AttemptTotals()),
                  spark.addObject()));
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
    item.put("successRate24h", sums.none() ? null : (Double) sums.successRate());
    item.put("p95Ms24h", sums.none() ? null : (Double) sums.millis(0.95));
  }

  private static void addDay(LocalDate day, AttemptTotals sums, ObjectNode item) {
    item.put("day", day.toString()).put("delivered", sums.delivered()).put("failed", sums.failed());
  }
}
