package dev.carillon.server.webhooks.deliverylog;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.Routes.Effect;
import dev.carillon.server.platform.http.request.Paging;
import java.util.List;
import java.util.Set;

/**
 * Step ⑦ of the flow, {@code GET /api/deliveries}: the log, page by page, counted, and one by one.
 */
final class DeliveriesApi {

  static final String PATH = "/api/deliveries";

  private static final int COUNTED_MAX = 10_000;
  private static final List<String> STATES =
      List.of("pending", "delivered", "exhausted", "cancelled", "missed");
  private static final List<String> ALL_BUT_STATE =
      DeliveryFilterReader.KEYS.stream().filter(key -> !key.equals("state")).toList();

  private final DeliveryLog log;
  private final DeliveryDetail detail;
  private final DeliveryJson json;

  DeliveriesApi(DeliveryLog log, DeliveryDetail detail, DeliveryJson json) {
    this.log = log;
    this.detail = detail;
    this.json = json;
  }

  void routes(Routes routes) {
    Set<String> get = Set.of("GET");
    routes.on(get, PATH, Effect.READS, RouteAccess.WEBHOOK_ADMIN, this::page);
    routes.on(get, PATH + "/counts", Effect.READS, RouteAccess.WEBHOOK_ADMIN, this::counts);
    routes.on(get, PATH + "/{id}", Effect.READS, RouteAccess.WEBHOOK_ADMIN, this::one);
  }

  private Response page(Call call) {
    DeliveryFilter filter = DeliveryFilterReader.of(call.params());
    DeliveryLog.Page page =
        log.page(filter, Paging.cursor(call.params()), Paging.limit(call.params()));
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ArrayNode items = body.putArray("items");
    page.entries().forEach(entry -> items.add(json.item(entry)));
    body.put("next", page.more() ? page.end().text() : null);
    if (!page.readAll()) {
      body.put("readAll", false);
    }
    return Response.json(body);
  }

  private Response counts(Call call) {
    DeliveryFilter filter = DeliveryFilterReader.of(call.params(), ALL_BUT_STATE);
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ObjectNode all = body.putObject("all");
    long sum = 0;
    boolean more = false;
    for (String state : STATES) {
      DeliveryLog.Count count = log.count(filter.in(state), COUNTED_MAX);
      body.putObject(state).put("count", count.count()).put("more", count.more());
      sum += count.count();
      more |= count.more();
    }
    all.put("count", Math.min(sum, COUNTED_MAX)).put("more", more || sum > COUNTED_MAX);
    return Response.json(body);
  }

  private Response one(Call call) {
    return Response.json(detail.of(call.variable("id")));
  }
}
