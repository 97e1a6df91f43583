package dev.carillon.server.webhooks.payload.catalogue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.Webhooks;
import dev.carillon.server.platform.config.NameSuggestion;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.webhooks.eventtypes.CustomEventType;
import java.util.Map;
import java.util.stream.Stream;

/** {@code /api/event-types}: the catalogue for people and programs. */
public final class CatalogueApi {

  private final AllEventTypes catalogue;
  private final Webhooks webhooks;

  /**
   * The calls over this catalogue.
   *
   * @param webhooks that are counted as users of a type
   */
  public CatalogueApi(AllEventTypes catalogue, Webhooks webhooks) {
    this.catalogue = catalogue;
    this.webhooks = webhooks;
  }

  /** Adds the calls. */
  public void routes(Routes routes) {
    routes
        .group("/api/event-types", RouteAccess.SERVER_ADMIN)
        .get("", call -> list())
        .get("/types.ts", call -> typeScript())
        .get("/types.java", call -> java())
        .get("/{name}", call -> Response.json(found(call).whole(used(call.variable("name")))))
        .get("/{name}/schema", this::schema)
        .get("/{name}/example", call -> Response.json(found(call).example()));
  }

  private Response typeScript() {
    return file("text/typescript", "carillon-events.ts", TypeScriptTypes.of(catalogue.all()));
  }

  private Response java() {
    return file("text/x-java", "CarillonEvent.java", JavaTypes.of(catalogue.all()));
  }

  /** A custom type, as {@code GET} shows it. */
  public ObjectNode shown(CustomEventType type) {
    return AllEventTypes.described(type).whole(used(type.name()));
  }

  private Response list() {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    catalogue.all().forEach(event -> all.add(event.shortly(used(event.name()))));
    return Response.json(all);
  }

  private Response schema(Call call) {
    return new Response.Json(
        200, found(call).schema(), Map.of("Content-Type", "application/schema+json"));
  }

  /** A text that browsers save. */
  static Response file(String type, String name, String text) {
    return new Response.Text(
        200,
        type + ";charset=UTF-8",
        text,
        Map.of("Content-Disposition", "attachment; filename=\"" + name + "\""));
  }

  private EventDescription found(Call call) {
    String name = call.variable("name");
    return catalogue
        .find(name)
        .orElseThrow(
            () ->
                new Problem(
                    404,
                    "NotFound",
                    "There is no event type '%s'; the nearest is '%s'"
                        .formatted(
                            shown(name), NameSuggestion.to(shown(name), catalogue.names()))));
  }

  private static String shown(String name) {
    return name.replaceAll("\\p{Cntrl}", "?").substring(0, Math.min(name.length(), 100));
  }

  private long used(String name) {
    return webhooks.current().webhooks().stream().filter(w -> subscribes(w, name)).count();
  }

  private static boolean subscribes(Webhook webhook, String name) {
    Webhook.Subscription wanted = webhook.subscription();
    return Stream.concat(wanted.eventTypes().stream(), wanted.operationalEvents().stream())
        .anyMatch(type -> type.name().equals(name));
  }
}
