package dev.carillon.server.webhooks.template;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.event.Journal;
import dev.carillon.hooks.event.Projection;
import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.hooks.webhook.WebhookRules;
import dev.carillon.server.platform.config.NameSuggestion;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Json;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.request.JsonField;
import dev.carillon.server.platform.http.request.JsonFields;
import dev.carillon.server.webhooks.payload.catalogue.AllEventTypes;
import dev.carillon.server.webhooks.payload.catalogue.EventDescription;
import java.util.List;
import java.util.Optional;

/**
 * {@code /api/webhooks/template-tries}: what a template makes of an event, before it is saved;
 * {@code /api/webhooks/template-presets}: templates that ship.
 *
 * @param catalogue has examples of events
 * @param journal has real ones
 * @param snapshots reads what was stored with them
 */
public record TemplatesApi(
    PayloadTemplates templates,
    AllEventTypes catalogue,
    Journal journal,
    SnapshotReader snapshots) {

  private static final String TEMPLATE = "template";

  /** Adds the calls. */
  public void routes(Routes routes) {
    routes
        .group("/api/webhooks", RouteAccess.SERVER_ADMIN)
        .get("/template-presets", call -> presets())
        .post("/template-tries", this::tried);
  }

  private static Response presets() {
    ArrayNode presets = JsonNodeFactory.instance.arrayNode();
    for (TemplatePreset preset : TemplatePreset.ALL) {
      presets
          .addObject()
          .put("name", preset.name())
          .put("title", preset.title())
          .put(TEMPLATE, preset.template());
    }
    return Response.json(presets);
  }

  private Response tried(Call call) {
    JsonFields body = JsonFields.of(call);
    String template = new JsonField(TEMPLATE, body.any(TEMPLATE)).lines(Projection.TEMPLATE_MAX);
    if (template.isBlank()) {
      throw Problem.missing(TEMPLATE);
    }
    Input input = input(body);
    ObjectNode shown = JsonNodeFactory.instance.objectNode();
    shown.put("input", new String(input.payload(), UTF_8));
    try {
      byte[] made = templates.tried(template, input.payload(), input.millis());
      shown.put("body", new String(made, UTF_8)).put("bodyBytes", made.length);
      shown.putNull("problem").putNull("position");
    } catch (TemplateFailure failure) {
      if (failure.busy()) {
        throw Problem.tooManyRequests("Other templates are being tried; retry later", 1);
      }
      shown.putNull("body").putNull("bodyBytes");
      shown.put("problem", failure.reason());
      shown.put(
          "position",
          failure.position() == TemplateFailure.NOWHERE ? null : (Integer) failure.position());
    }
    return Response.json(shown);
  }

  private Input input(JsonFields body) {
    Projection projection =
        new Projection(fields(body, "metadataToReturn"), fields(body, "changedMetadataToReturn"));
    Optional<String> id = body.text("event");
    if (id.isPresent()) {
      return recorded(id.get(), projection);
    }
    String type = body.required("eventType");
    JsonNode example =
        catalogue
            .find(type)
            .map(EventDescription::example)
            .orElseThrow(() -> body.wrong("eventType", "an event type" + nearest(type)));
    return new Input(Json.write(example), example.path("timestamp").asLong());
  }

  private String nearest(String type) {
    List<String> names = catalogue.all().stream().map(EventDescription::name).toList();
    return "; the nearest is '" + NameSuggestion.to(type, names) + "'";
  }

  private Input recorded(String id, Projection projection) {
    Journal.Recorded recorded =
        (Ids.valid(id) ? journal.find(new Event.Id(id)) : Optional.<Journal.Recorded>empty())
            .orElseThrow(() -> Problem.notFound("event", id));
    Event event =
        new Event(
            recorded.id(),
            recorded.type(),
            recorded.subject(),
            recorded.time(),
            snapshots.read(recorded.type(), recorded.snapshot()));
    return new Input(
        event.snapshot().render(event, projection).bytes(), event.time().toEpochMilli());
  }

  private static List<String> fields(JsonFields body, String name) {
    JsonField field = new JsonField(name, body.any(name));
    return field.none()
        ? List.of()
        : field.elements(WebhookRules.FIELDS_MAX).stream()
            .map(each -> each.filledText(WebhookRules.FIELD_MAX))
            .toList();
  }

  /**
   * What a template gets.
   *
   * @param millis the event's time, in milliseconds since 1970
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Input(byte[] payload, long millis) {}
}
