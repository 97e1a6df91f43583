package dev.carillon.server.webhooks.repair;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.DeliveryRepairs;
import dev.carillon.hooks.delivery.RepairResult;
import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Endpoint;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.Routes.Effect;
import dev.carillon.server.platform.http.request.JsonFields;
import dev.carillon.server.webhooks.deliverylog.DeliveryJson;
import dev.carillon.server.webhooks.registration.RegisteredWebhooks;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code /api/deliveries/{id}/…}: one delivery is sent again, sent now, or called off. */
final class RedeliveriesApi {

  private static final String BASE = "/api/deliveries/{id}/";

  private final RepairPorts bench;
  private final DeliveryRepairs repairs;
  private final DeliveryJson json;

  RedeliveriesApi(RepairPorts bench, DeliveryJson json) {
    this.bench = bench;
    this.repairs = bench.store().repairs();
    this.json = json;
  }

  void routes(Routes routes) {
    on(routes, "redeliveries", this::redeliver);
    on(routes, "retry", this::retry);
    on(routes, "cancellation", this::cancel);
  }

  private static void on(Routes routes, String path, Endpoint endpoint) {
    routes.on(Set.of("POST"), BASE + path, Effect.CHANGES, RouteAccess.WEBHOOK_ADMIN, endpoint);
  }

  private Response redeliver(Call call) {
    JsonFields body = JsonFields.of(call);
    Delivery delivery = found(call);
    Optional<String> other =
        body.text("webhook").filter(id -> !id.equals(delivery.webhook().value()));
    Delivery sent = other.isPresent() ? sentTo(delivery, other.get()) : sentAgain(delivery);
    return new Response.Json(202, shown(sent), Map.of());
  }

  private Delivery sentTo(Delivery delivery, String id) {
    Webhook webhook =
        RegisteredWebhooks.find(bench.store().webhooks(), id)
            .orElseThrow(() -> Problem.badField("webhook", id, "the id of an existing webhook"));
    if (!webhook.enabled()) {
      throw refused(RepairResult.DISABLED, webhook.id());
    }
    Delivery made =
        repairs
            .redeliver(delivery.id(), webhook, bench.snapshots())
            .orElseThrow(() -> refused(RepairResult.DISABLED, webhook.id()));
    bench.hooks().recovered(webhook.id());
    return made;
  }

  private Delivery sentAgain(Delivery delivery) {
    RepairResult repair = repairs.resend(delivery.id());
    if (repair == RepairResult.MISSED) {
      return recovered(delivery);
    }
    // one that waits already is what was asked for
    check(repair == RepairResult.WAITING ? RepairResult.DONE : repair, delivery);
    bench.hooks().resent(delivery.webhook());
    return delivery;
  }

  private Delivery recovered(Delivery delivery) {
    Webhook webhook =
        bench
            .store()
            .webhooks()
            .find(delivery.webhook())
            .orElseThrow(() -> refused(RepairResult.REMOVED, delivery.webhook()));
    check(repairs.recover(webhook, delivery.id(), bench.snapshots()), delivery);
    bench.hooks().recovered(webhook.id());
    return delivery;
  }

  private Response retry(Call call) {
    Delivery delivery = found(call);
    check(repairs.retryNow(delivery.id()), delivery);
    bench.hooks().webhooksChanged();
    bench.hooks().recovered(delivery.webhook());
    return Response.json(shown(delivery));
  }

  private Response cancel(Call call) {
    Delivery delivery = found(call);
    check(repairs.cancel(delivery.id(), bench.store().engineClock().instant()), delivery);
    bench.hooks().cancelled(delivery.webhook());
    return Response.json(shown(delivery));
  }

  private Delivery found(Call call) {
    String id = call.variable("id");
    return (Ids.valid(id) ? repairs.find(new Delivery.Id(id)) : Optional.<Delivery>empty())
        .orElseThrow(() -> Problem.notFound("delivery", id));
  }

  private Object shown(Delivery delivery) {
    List<DeliveryLog.Entry> now = bench.store().log().at(List.of(delivery.sequence()));
    if (now.isEmpty()) {
      throw Problem.notFound("delivery", delivery.id().value());
    }
    return json.item(now.getFirst());
  }

  private static void check(RepairResult repair, Delivery delivery) {
    if (repair == RepairResult.UNKNOWN) {
      throw Problem.notFound("delivery", delivery.id().value());
    }
    if (repair != RepairResult.DONE) {
      throw refused(repair, delivery.webhook());
    }
  }

  private static Problem refused(RepairResult repair, Webhook.Id webhook) {
    return switch (repair) {
      case DISABLED -> RegisteredWebhooks.disabled(webhook.value());
      case REMOVED ->
          Problem.conflict("The webhook was removed; send the event to another webhook instead");
      case PENDING ->
          Problem.conflict("The delivery is pending: it will be sent in any case; see its 'dueAt'");
      case ENDED, DELIVERED, MISSED -> Problem.conflict("The delivery is no longer pending");
      case DONE, UNKNOWN, WAITING -> throw new IllegalArgumentException(repair.name());
    };
  }
}
