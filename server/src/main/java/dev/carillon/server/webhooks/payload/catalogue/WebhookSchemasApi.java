package dev.carillon.server.webhooks.payload.catalogue;

import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.Webhooks;
import dev.carillon.server.assets.field.FieldRegistry;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.webhooks.RegisteredWebhooks;
import java.util.List;
import java.util.Map;

/** {@code /api/webhooks/{id}/schema} and {@code …/types}: what exactly one webhook is sent. */
public final class WebhookSchemasApi {

  private final Webhooks webhooks;
  private final WebhookSchemas schemas;

  /** The calls over these webhooks, whose payloads show these fields. */
  public WebhookSchemasApi(AllEventTypes catalogue, Webhooks webhooks, FieldRegistry fields) {
    this.webhooks = webhooks;
    this.schemas = new WebhookSchemas(catalogue, fields);
  }

  /** Adds the calls. */
  public void routes(Routes routes) {
    routes
        .group("/api/webhooks/{id}", RouteAccess.SERVER_ADMIN)
        .get("/schema", this::schema)
        .get("/types", this::types);
  }

  private Response schema(Call call) {
    Map<String, String> headers =
        Map.of(
            "Content-Type",
            "application/schema+json",
            "Content-Disposition",
            "attachment; filename=\"webhook.schema.json\"");
    return new Response.Json(200, schemas.schema(found(call)), headers);
  }

  private Response types(Call call) {
    List<EventDescription> events = schemas.events(found(call));
    String language = call.params().text("language").orElse("typescript");
    return switch (language) {
      case "typescript" ->
          CatalogueApi.file("text/typescript", "carillon-events.ts", TypeScriptTypes.of(events));
      case "java" -> CatalogueApi.file("text/x-java", "CarillonEvent.java", JavaTypes.of(events));
      default -> throw Problem.badField("language", language, "typescript or java");
    };
  }

  private Webhook found(Call call) {
    return RegisteredWebhooks.get(webhooks, call.variable("id"));
  }
}
