package dev.carillon.server.webhooks.redelivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.carillon.hooks.delivery.DeliveryActions;
import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.Webhooks;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.request.JsonField;
import dev.carillon.server.webhooks.RegisteredWebhooks;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.function.Consumer;

/**
 * {@code POST /services/admin/webhook/{id}/recover}: sends what a webhook missed after all.
 *
 * @param snapshots reads what was stored with events
 * @param recovered is told of each webhook whose missed deliveries became pending
 */
public record RecoveryApi(
    Webhooks webhooks,
    DeliveryActions deliveryActions,
    SnapshotReader snapshots,
    Consumer<Webhook.Id> recovered) {

  private static final String PATH = "/services/admin/webhook/{id}/recover";
  private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

  /** So many at once, so that no other writer waits for long. */
  private static final int BATCH = 200;

  /** Adds the calls. */
  public void routes(Routes routes) {
    Routes.Group paths = routes.group(PATH, RouteAccess.SERVER_ADMIN);
    paths.post("", this::recover).post("/", this::recover);
  }

  private Response recover(Call call) {
    String id = call.variable("id");
    Webhook webhook = RegisteredWebhooks.get(webhooks, id);
    Instant since = since(call);
    if (!webhook.enabled()) {
      throw RegisteredWebhooks.disabled(id);
    }
    return Response.json(
        JsonNodeFactory.instance.objectNode().put("recovered", recover(webhook, since)));
  }

  /** Makes what this webhook missed since then pending; how many events that were. */
  long recover(Webhook webhook, Instant since) {
    long total = 0;
    try {
      int batch = deliveryActions.recover(webhook, since, snapshots, BATCH);
      while (batch > 0) {
        total += batch;
        batch = deliveryActions.recover(webhook, since, snapshots, BATCH);
      }
      return total;
    } finally {
      recovered.accept(webhook.id());
    }
  }

  /** Everything that is still known, where the body does not say. */
  private static Instant since(Call call) {
    JsonNode body = call.json().orElse(JsonNodeFactory.instance.objectNode());
    if (!body.isObject()) {
      throw Problem.badRequest("The body must be empty or a JSON object");
    }
    JsonField field = new JsonField("since", body.path("since"));
    if (field.none()) {
      return Instant.EPOCH;
    }
    Instant since = instant(field);
    if (since.isBefore(Instant.EPOCH) || since.isAfter(LATEST)) {
      throw wrong(field);
    }
    return since;
  }

  private static Instant instant(JsonField field) {
    if (field.value().isIntegralNumber() && field.value().canConvertToLong()) {
      return Instant.ofEpochMilli(field.value().longValue());
    }
    if (!field.value().isTextual()) {
      throw wrong(field);
    }
    try {
      return OffsetDateTime.parse(field.text(100)).toInstant();
    } catch (DateTimeException notATime) {
      throw wrong(field);
    }
  }

  private static Problem wrong(JsonField field) {
    return field.wrong(
        "a time from 1970 to 9998, such as \"2026-11-25T10:00:00Z\" or 1795600800000"
            + " (milliseconds since 1970)");
  }
}
