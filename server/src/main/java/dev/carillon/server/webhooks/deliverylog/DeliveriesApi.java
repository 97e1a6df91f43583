package dev.carillon.server.webhooks.deliverylog;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.AttemptLog;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.DeliveryLog.Detail;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Ids;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.request.Paging;
import dev.carillon.server.platform.http.request.TimeText;
import java.util.List;
import java.util.Optional;

/**
 * Step ⑦ of the flow, {@code GET /api/deliveries}: the log, page by page, counted, exported, and
 * one by one.
 */
public final class DeliveriesApi {

  private static final int COUNTED_MAX = 10_000;

  /** A batch has fewer elements; each may stand for several events that were merged. */
  private static final int EVENTS_MAX = 5_000;

  private static final List<String> ALL_BUT_STATE =
      DeliveryFilterReader.KEYS.stream().filter(key -> !key.equals("state")).toList();

  private final DeliveryLog log;
  private final AttemptLog attempts;
  private final RebuiltRequests requests;
  private final DeliveryJson json;

  /**
   * An API over these.
   *
   * @param requests makes requests again
   */
  public DeliveriesApi(
      DeliveryLog log, AttemptLog attempts, DeliveryJson json, RebuiltRequests requests) {
    this.log = log;
    this.attempts = attempts;
    this.requests = requests;
    this.json = json;
  }

  /** Adds all calls about the log. */
  public void routes(Routes routes) {
    DeliveryExport export = new DeliveryExport(log, json);
    routes
        .group("/api/deliveries", RouteAccess.SERVER_ADMIN)
        .get("", this::page)
        .get("/counts", this::counts)
        .get("/export", export::export)
        .get("/{id}", this::one)
        .get("/{id}/events", this::events);
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
    for (String state : DeliveryFilterReader.STATES) {
      DeliveryLog.Count count = log.count(filter.in(state), COUNTED_MAX);
      body.putObject(state).put("count", count.count()).put("more", count.more());
      sum += count.count();
      more |= count.more();
    }
    all.put("count", Math.min(sum, COUNTED_MAX)).put("more", more || sum > COUNTED_MAX);
    return Response.json(body);
  }

  /** Nothing is sent for some events that were held: see {@code AssetEventMerger}. */
  private Diagnosis diagnosis(DeliveryLog.Entry entry) {
    Delivery delivery = entry.delivery();
    return delivery.state() instanceof DeliveryState.Cancelled
            && !entry.to().removed()
            && !log.events(delivery.id(), 1).isEmpty()
            && !delivery.type().equals(EventType.BATCH)
        ? new Diagnosis(
            "Nothing was sent: after the webhook's debounceSeconds, the asset was again what it"
                + " had been, or was removed again, or all changes together are none that"
                + " filterChange asks for, or the user or group of onBehalfOf may not see it.",
            "If the asset is to be seen, check the permissions of that user or group.")
        : Diagnosis.of(entry);
  }

  /** The events that a delivery has, if they were sent together. */
  private Response events(Call call) {
    String id = call.variable("id");
    if (!Ids.valid(id) || log.find(new Delivery.Id(id)).isEmpty()) {
      throw Problem.notFound("delivery", id);
    }
    Delivery.Id delivery = new Delivery.Id(id);
    List<DeliveryLog.Member> members = log.events(delivery, EVENTS_MAX + 1);
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ArrayNode items = body.putArray("items");
    for (DeliveryLog.Member member : members.subList(0, Math.min(members.size(), EVENTS_MAX))) {
      items
          .addObject()
          .put("id", member.event().value())
          .put("type", member.type().name())
          .put("subject", member.subject())
          .put("time", TimeText.text(member.time()))
          .put("place", member.place());
    }
    body.put("more", members.size() > EVENTS_MAX);
    body.put("splitOf", log.splitOf(delivery).map(Delivery.Id::value).orElse(null));
    return Response.json(body);
  }

  /** One delivery with everything that is known of it. */
  private Response one(Call call) {
    String id = call.variable("id");
    Detail detail =
        (Ids.valid(id) ? log.find(new Delivery.Id(id)) : Optional.<Detail>empty())
            .orElseThrow(() -> Problem.notFound("delivery", id));
    ObjectNode body = json.item(detail.entry());
    Delivery delivery = detail.entry().delivery();
    // one that was missed, or was called off after that, has nothing that could be sent
    boolean rendered =
        detail.payload().length() > 0 && !(delivery.state() instanceof DeliveryState.Missed);
    body.put("payload", rendered ? new String(detail.payload().bytes(), UTF_8) : null);
    body.put("payloadBytes", detail.payload().length());
    String problem = detail.payload().problem();
    body.put("payloadProblem", problem.isEmpty() ? null : problem);
    body.set("diagnosis", diagnosis(detail.entry()).json());
    ArrayNode list = body.putArray("attemptList");
    for (Attempt attempt : attempts.of(delivery.id())) {
      list.add(
          AttemptJson.of(
              delivery.type(), attempt, requests.of(detail, attempt), attempt.redelivery(), false));
    }
    return Response.json(body);
  }
}
