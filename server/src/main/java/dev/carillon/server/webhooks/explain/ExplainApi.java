package dev.carillon.server.webhooks.explain;

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
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code GET /api/events/{id}/explain?webhook=…}: why a webhook got an event or did not. */
public final class ExplainApi {

  private final Journal journal;
  private final Webhooks webhooks;
  private final Explainer explainer;
  private final CpuPool cpu;

  /**
   * An API over these stores.
   *
   * @param snapshots reads what was stored with events
   * @param cpu where conditions are asked
   */
  public ExplainApi(
      Journal journal, Webhooks webhooks, DeliveryLog log, SnapshotReader snapshots, CpuPool cpu) {
    this.journal = journal;
    this.webhooks = webhooks;
    this.explainer = new Explainer(log, snapshots);
    this.cpu = cpu;
  }

  /** Adds the call. */
  public void routes(Routes routes) {
    routes.group("/api/events/{id}/explain", RouteAccess.SERVER_ADMIN).get("", this::explain);
  }

  private Response explain(Call call) {
    String id = call.variable("id");
    String named = call.params().required("webhook");
    Recorded event =
        (Ids.valid(id) ? journal.find(new Event.Id(id)) : Optional.<Recorded>empty())
            .orElseThrow(
                () -> explainer.batch(id).map(ExplainApi::isBatch).orElseGet(() -> none(id)));
    PastWebhook webhook = named(webhooks, named, event.webhooksRevision());
    Optional<DeliveryLog.Entry> happened = explainer.happened(event, webhook.id());
    try {
      return Response.json(
          cpu.run(() -> ExplanationJson.json(explainer.explained(event, webhook, happened))));
    } catch (IllegalArgumentException unreadable) {
      throw Problem.conflict(
          "What is stored of event "
              + id
              + " cannot be read, so it cannot be explained: "
              + unreadable.getMessage());
    }
  }

  private static Problem none(String id) {
    return Problem.notFound("event", id);
  }

  private static Problem isBatch(Delivery batch) {
    return Problem.conflict(
        "'"
            + batch.event().value()
            + "' is a batch of several events, and each of them has an explanation of its own. Get"
            + " their ids with GET /api/deliveries/"
            + batch.id().value()
            + "/events, and explain one of them");
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
