package dev.carillon.server.webhooks.stats;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.DeliveryLog.Count;
import dev.carillon.hooks.delivery.DueDeliveries;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.Webhooks;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.request.TimeText;
import dev.carillon.server.webhooks.RegisteredWebhooks;
import dev.carillon.server.webhooks.stats.AttemptSums.SumStore.Piece;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code GET /api/webhooks/{id}/stats}: how one webhook has been doing.
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

  /** A backlog is counted up to here. */
  private static final int COUNTED_MAX = 10_000;

  /** Adds the call. */
  public void routes(Routes routes) {
    routes.group("/api/webhooks", RouteAccess.SERVER_ADMIN).get("/{id}/stats", this::stats);
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
    body.put("successRate", all.none() ? null : (Double) all.successRate());
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
