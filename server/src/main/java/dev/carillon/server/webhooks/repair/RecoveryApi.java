package dev.carillon.server.webhooks.repair;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.Webhooks;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.Routes.Effect;
import dev.carillon.server.platform.http.request.JsonField;
import dev.carillon.server.webhooks.registration.RegisteredWebhooks;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Set;

/** {@code POST /services/admin/webhook/{id}/recover}: sends what a webhook missed after all. */
public final class RecoveryApi {

  private static final String PATH = "/services/admin/webhook/{id}/recover";
  private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

  private final Webhooks webhooks;
  private final MissedEvents missed;

  /** An API over these. */
  public RecoveryApi(Webhooks webhooks, MissedEvents missed) {
    this.webhooks = webhooks;
    this.missed = missed;
  }

  /** Adds its routes. */
  public void routes(Routes routes) {
    for (String path : Set.of(PATH, PATH + "/")) {
      routes.on(Set.of("POST"), path, Effect.CHANGES, RouteAccess.WEBHOOK_ADMIN, this::recover);
    }
  }

  private Response recover(Call call) {
    String id = call.variable("id");
    Webhook webhook = RegisteredWebhooks.get(webhooks, id);
    Instant since = since(call);
    if (!webhook.enabled()) {
      throw RegisteredWebhooks.disabled(id);
    }
    return Response.json(
        JsonNodeFactory.instance.objectNode().put("recovered", missed.recover(webhook, since)));
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
