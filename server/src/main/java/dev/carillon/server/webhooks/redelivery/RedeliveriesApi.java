package dev.carillon.server.webhooks.redelivery;

import dev.carillon.hooks.core.HooksEngine;
import dev.carillon.hooks.delivery.ActionResult;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.validation.ValidationException;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.request.JsonFields;
import dev.carillon.server.webhooks.RegisteredWebhooks;
import dev.carillon.server.webhooks.deliverylog.DeliveryJson;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code /api/deliveries/{id}/…}: one delivery is sent again, retried now, or cancelled. */
public record RedeliveriesApi(
    Store store, SnapshotReader snapshots, HooksEngine hooks, DeliveryJson json) {

  /** Adds the calls. */
  public void routes(Routes routes) {
    routes
        .group("/api/deliveries/{id}", RouteAccess.SERVER_ADMIN)
        .post("/redeliveries", this::redeliver)
        .post("/retry", this::retry)
        .post("/cancellation", this::cancel);
  }

  private Response redeliver(Call call) {
    JsonFields body = JsonFields.of(call);
    Delivery delivery = found(call);
    Optional<String> other =
        body.text("webhook").filter(id -> !id.equals(delivery.webhook().value()));
    Delivery sent = other.isPresent() ? sentTo(delivery, other.get()) : redelivered(delivery);
    return new Response.Json(202, shown(sent), Map.of());
  }

  private Delivery sentTo(Delivery delivery, String id) {
    Webhook webhook =
        RegisteredWebhooks.find(store.webhooks(), id)
            .orElseThrow(() -> Problem.badField("webhook", id, "the id of an existing webhook"));
    if (delivery.type().equals(EventType.BATCH)) {
      throw Problem.conflict(
          "A batch can be redelivered to its own webhook only, by whose fields its events were"
              + " rendered; recover the events of the webhook '"
              + webhook.name()
              + "' instead");
    }
    if (!webhook.enabled()) {
      throw refused(ActionResult.DISABLED, webhook.id());
    }
    Delivery made = made(delivery, webhook);
    hooks.madeDue(webhook.id());
    if (made.type().equals(EventType.BATCH)) {
      hooks.committed(made.event());
    }
    return made;
  }

  private Delivery made(Delivery delivery, Webhook webhook) {
    try {
      return store
          .deliveryActions()
          .redeliver(delivery.id(), webhook, snapshots)
          .orElseThrow(() -> refused(ActionResult.DISABLED, webhook.id()));
    } catch (ValidationException hidden) {
      throw hidden(webhook);
    }
  }

  private static Problem hidden(Webhook webhook) {
    return Problem.conflict(
        "The webhook '"
            + webhook.name()
            + "' cannot get this event: the user or group in its 'onBehalfOf' may not see what the"
            + " event is about");
  }

  private Delivery redelivered(Delivery delivery) {
    ActionResult result = store.deliveryActions().redeliver(delivery.id());
    if (result == ActionResult.MISSED) {
      return recovered(delivery);
    }
    // one that waits already is what was asked for
    check(result == ActionResult.WAITING ? ActionResult.DONE : result, delivery);
    hooks.redelivered(delivery.webhook());
    return delivery;
  }

  private Delivery recovered(Delivery delivery) {
    Webhook webhook =
        store
            .webhooks()
            .find(delivery.webhook())
            .orElseThrow(() -> refused(ActionResult.REMOVED, delivery.webhook()));
    ActionResult result = store.deliveryActions().recover(webhook, delivery.id(), snapshots);
    if (result == ActionResult.ENDED && stillMissed(delivery.id())) {
      throw hidden(webhook);
    }
    check(result, delivery);
    hooks.madeDue(webhook.id());
    return delivery;
  }

  private boolean stillMissed(Delivery.Id id) {
    return store
        .deliveryActions()
        .find(id)
        .filter(found -> found.state() instanceof DeliveryState.Missed)
        .isPresent();
  }

  private Response retry(Call call) {
    Delivery delivery = found(call);
    check(store.deliveryActions().retryNow(delivery.id()), delivery);
    hooks.webhooksChanged();
    hooks.madeDue(delivery.webhook());
    return Response.json(shown(delivery));
  }

  private Response cancel(Call call) {
    Delivery delivery = found(call);
    check(store.deliveryActions().cancel(delivery.id(), store.engineClock().instant()), delivery);
    hooks.cancelled(delivery.webhook());
    return Response.json(shown(delivery));
  }

  private Delivery found(Call call) {
    String id = call.variable("id");
    return (Ids.valid(id)
            ? store.deliveryActions().find(new Delivery.Id(id))
            : Optional.<Delivery>empty())
        .orElseThrow(() -> Problem.notFound("delivery", id));
  }

  private Object shown(Delivery delivery) {
    List<DeliveryLog.Entry> now = store.log().at(List.of(delivery.sequence()));
    if (now.isEmpty()) {
      throw Problem.notFound("delivery", delivery.id().value());
    }
    return json.item(now.getFirst());
  }

  private static void check(ActionResult result, Delivery delivery) {
    if (result == ActionResult.UNKNOWN) {
      throw Problem.notFound("delivery", delivery.id().value());
    }
    if (result != ActionResult.DONE) {
      throw refused(result, delivery.webhook());
    }
  }

  private static Problem refused(ActionResult result, Webhook.Id webhook) {
    return switch (result) {
      case DISABLED -> RegisteredWebhooks.disabled(webhook.value());
      case REMOVED ->
          Problem.conflict("The webhook was removed; send the event to another webhook instead");
      case PENDING ->
          Problem.conflict("The delivery is pending: it will be sent in any case; see its 'dueAt'");
      case ENDED, DELIVERED, MISSED -> Problem.conflict("The delivery is no longer pending");
      case DONE, UNKNOWN, WAITING -> throw new IllegalArgumentException(result.name());
    };
  }
}
