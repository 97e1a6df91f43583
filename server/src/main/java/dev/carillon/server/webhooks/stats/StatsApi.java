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
import dev.carillon.server.platform.http.Routes.Effect;
import dev.carillon.server.platform.http.request.TimeText;
import dev.carillon.server.webhooks.registration.RegisteredWebhooks;
import dev.carillon.server.webhooks.stats.SumStore.Piece;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** {@code GET /api/webhooks/{id}/stats}: how one webhook has been doing. */
final class StatsApi {

  private static final int COUNTED_MAX = 10_000;
  private static final double DIGITS = 10_000;

  private final Webhooks webhooks;
  private final DeliveryLog log;
  private final DueDeliveries due;
  private final InstantSource wall;
  private final InstantSource engine;
  private final SumStore store;
  private final AttemptSums summing;

  StatsApi(
      Webhooks webhooks,
      DeliveryLog log,
      DueDeliveries due,
      InstantSource wall,
      InstantSource engine,
      SumStore store,
      AttemptSums summing) {
    this.webhooks = webhooks;
    this.log = log;
    this.due = due;
    this.wall = wall;
    this.engine = engine;
    this.store = store;
    this.summing = summing;
  }

  void routes(Routes routes) {
    routes.on(
        Set.of("GET"), "/api/webhooks/{id}/stats", Effect.READS, RouteAccess.WEBHOOK_ADMIN, this::stats);
  }

  private Response stats(Call call) {
    Window window = window(call.params().text("window").orElse("24h"));
    Webhook.Id id = found(call.variable("id"));
    summing.store();
    StatsInterval span = window.span();
    long last = span.start(wall.instant().getEpochSecond());
    long first = last - (window.pieces() - 1) * span.seconds();
    Map<Long, AttemptTotals> pieces = new TreeMap<>();
    AttemptTotals all = new AttemptTotals();
    for (Piece piece : store.since(id, span, first)) {
      pieces.put(piece.slot().start(), piece.sums());
      all.add(piece.sums());
    }
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("from", text(first));
    body.put("to", text(last + span.seconds()));
    ArrayNode buckets = body.putArray("buckets");
    for (long start = first; start <= last; start += span.seconds()) {
      AttemptTotals sums = pieces.getOrDefault(start, new AttemptTotals());
      buckets
          .addObject()
          .put("from", text(start))
          .put("delivered", sums.delivered())
          .put("failed", sums.failed());
    }
    addSums(all, body);
    addBacklog(id, body);
    return Response.json(body);
  }

  private static void addSums(AttemptTotals all, ObjectNode body) {
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

  /** Which part of the attempts was answered 2xx. */
  static double successRate(AttemptTotals sums) {
    double rate = (double) sums.delivered() / (sums.delivered() + sums.failed());
    return Math.round(rate * DIGITS) / DIGITS;
  }

  private Webhook.Id found(String id) {
    return RegisteredWebhooks.get(webhooks, id).id();
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
  private record Window(StatsInterval span, int pieces) {}
}
