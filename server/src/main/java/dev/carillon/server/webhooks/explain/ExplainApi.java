package dev.carillon.server.webhooks.explain;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.event.Journal;
import dev.carillon.hooks.event.Journal.Recorded;
import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.hooks.webhook.PastWebhook;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.Webhooks;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.capacity.CpuPool;
import dev.carillon.server.webhooks.RecoveryState;
import dev.carillon.server.webhooks.deliverylog.WaitReasons;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * {@code GET /api/events/{id}/explain?webhook=…}: why a webhook got an event or did not; and {@code
 * GET /api/deliveries/{id}/explain}: why a webhook got each event of a delivery.
 */
public final class ExplainApi {

  private static final int EVENTS = 20;
  private static final int EVENTS_MAX = 50;

  /**
   * The greatest {@code after}, which counts events: a batch has at most 1,000 elements, each of
   * which may stand for several events.
   */
  private static final int AFTER_MAX = 10_000;

  private final Journal journal;
  private final Webhooks webhooks;
  private final DeliveryLog log;
  private final Explainer explainer;
  private final CpuPool cpu;

  /**
   * An API over these stores.
   *
   * @param snapshots reads what was stored with events
   * @param waits why deliveries wait
   * @param recoveries how far the automatic recovery of a webhook is
   * @param cpu where conditions are asked
   */
  public ExplainApi(
      Journal journal,
      Webhooks webhooks,
      DeliveryLog log,
      SnapshotReader snapshots,
      WaitReasons waits,
      Function<Webhook, Optional<RecoveryState>> recoveries,
      CpuPool cpu) {
    this.journal = journal;
    this.webhooks = webhooks;
    this.log = log;
    this.explainer = new Explainer(log, snapshots, webhooks, waits, recoveries);
    this.cpu = cpu;
  }

  /** Adds the calls. */
  public void routes(Routes routes) {
    routes.group("/api/events/{id}/explain", RouteAccess.SERVER_ADMIN).get("", this::explain);
    routes
        .group("/api/deliveries/{id}/explain", RouteAccess.SERVER_ADMIN)
        .get("", this::explainDelivery);
  }

  private Response explain(Call call) {
    String id = call.variable("id");
    String named = call.params().required("webhook");
    Recorded event =
        (Ids.valid(id) ? journal.find(new Event.Id(id)) : Optional.<Recorded>empty())
            .orElseThrow(
                () -> explainer.batch(id).map(ExplainApi::isBatch).orElseGet(() -> none(id)));
    PastWebhook webhook = named(webhooks, named, event.webhooksRevision());
    return Response.json(explained(event, webhook));
  }

  private ObjectNode explained(Recorded event, PastWebhook webhook) {
    EventOutcome happened = explainer.happened(event, webhook.id());
    try {
      return cpu.run(() -> ExplanationJson.json(explainer.explained(event, webhook, happened)));
    } catch (IllegalArgumentException unreadable) {
      throw Problem.conflict(
          "What is stored of event "
              + event.id().value()
              + " cannot be read, so it cannot be explained: "
              + unreadable.getMessage());
    }
  }

  /** Each event of a delivery, in the order of its payload; of a batch a part. */
  private Response explainDelivery(Call call) {
    String id = call.variable("id");
    int limit = call.params().number("limit", EVENTS, 1, EVENTS_MAX);
    int after = call.params().number("after", 0, 0, AFTER_MAX);
    Delivery delivery =
        (Ids.valid(id) ? log.find(new Delivery.Id(id)) : Optional.<DeliveryLog.Detail>empty())
            .orElseThrow(() -> Problem.notFound("delivery", id))
            .entry()
            .delivery();
    List<Event.Id> all =
        log.events(delivery.id(), after + limit + 1).stream()
            .map(DeliveryLog.Member::event)
            .toList();
    List<Event.Id> events =
        all.isEmpty() && after == 0 ? List.of(delivery.event()) : all.stream().skip(after).toList();
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("delivery", delivery.id().value());
    body.put("type", delivery.type().name()).put("state", delivery.state().name());
    ArrayNode items = body.putArray("items");
    events.stream()
        .limit(limit)
        .flatMap(event -> journal.find(event).stream())
        .forEach(
            event ->
                webhooks
                    .asOf(delivery.webhook(), event.webhooksRevision())
                    .ifPresent(webhook -> items.add(explained(event, webhook))));
    body.put("next", events.size() > limit ? (Integer) (after + limit) : null);
    return Response.json(body);
  }

  private static Problem none(String id) {
    return Problem.notFound("event", id);
  }

  private static Problem isBatch(Delivery batch) {
    return Problem.conflict(
        "'"
            + batch.event().value()
            + "' is a batch of several events, and each of them has an explanation of its own. GET"
            + " /api/deliveries/"
            + batch.id().value()
            + "/explain has them all");
  }

  /**
   * A webhook by its id or its name; a removed one by its id only.
   *
   * @param setRevision at which revision of the set it is wanted
   * @throws Problem 404 where there is none, 400 where several have the name
   */
  private static PastWebhook named(Webhooks webhooks, String named, long setRevision) {
    Optional<PastWebhook> byId =
        Ids.valid(named) ? webhooks.asOf(new Webhook.Id(named), setRevision) : Optional.empty();
    return byId.or(() -> webhooks.asOf(byName(webhooks, named).id(), setRevision))
        .orElseThrow(() -> Problem.notFound("webhook", named));
  }

  /**
   * The webhook of this name.
   *
   * @throws Problem 404 where there is none, 400 where several have it
   */
  static Webhook byName(Webhooks webhooks, String name) {
    List<Webhook> found =
        webhooks.current().webhooks().stream().filter(one -> one.name().equals(name)).toList();
    if (found.isEmpty()) {
      throw Problem.notFound("webhook", name);
    }
    if (found.size() > 1) {
      String ids = found.stream().map(one -> one.id().value()).collect(Collectors.joining(", "));
      throw Problem.badField(
          "webhook", name, "the id of one of the webhooks that have this name: " + ids);
    }
    return found.getFirst();
  }
}
