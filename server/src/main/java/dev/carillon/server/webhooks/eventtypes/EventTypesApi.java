package dev.carillon.server.webhooks.eventtypes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.Webhooks;
import dev.carillon.server.platform.http.AuditNote;
import dev.carillon.server.platform.http.AuditNote.Subject;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.CurrentCall;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.webhooks.eventtypes.LimitedPattern.Budget;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST}, {@code PUT} and {@code DELETE} of {@code /api/event-types}: registers custom event
 * types.
 */
public final class EventTypesApi {

  private static final Set<String> FIELDS =
      Set.of("name", "title", "description", "schema", "examples");
  private static final int NAMED_MAX = 20;

  /** What the audit log calls them. */
  private static final String TYPE = "event-type";

  private final CustomEventTypes types;
  private final TakenNames taken;
  private final Webhooks webhooks;
  private final Function<CustomEventType, ObjectNode> shown;
  private final InstantSource clock;

  /**
   * The calls.
   *
   * @param taken what no custom type can be called
   * @param webhooks which of them use a type
   * @param shown a type as the catalogue shows it
   * @param clock the time of day
   */
  public EventTypesApi(
      CustomEventTypes types,
      TakenNames taken,
      Webhooks webhooks,
      Function<CustomEventType, ObjectNode> shown,
      InstantSource clock) {
    this.types = types;
    this.taken = taken;
    this.webhooks = webhooks;
    this.shown = shown;
    this.clock = clock;
  }

  /** Adds the calls. */
  public void routes(Routes routes) {
    routes
        .group("/api/event-types", RouteAccess.SERVER_ADMIN)
        .post("", this::create)
        .post("/import", this::imported)
        .put("/{name}", this::change)
        .delete("/{name}", this::remove);
  }

  private Response create(Call call) {
    JsonNode body = body(call);
    if (!body.path("name").isTextual()) {
      throw Problem.missing("name");
    }
    TypeRequest request = read(body.path("name").textValue(), body);
    taken.check(request.name());
    CustomEventType type = request.created(clock.instant(), call.caller().username());
    types.store(List.of(new CustomEventTypes.Stored(null, type)));
    note(type).changed(Map.of(), settings(type));
    return new Response.Json(201, shown.apply(type), Map.of());
  }

  private Response change(Call call) {
    CustomEventType before = found(call);
    JsonNode body = body(call);
    if (body.has("name") && !body.path("name").asText().equals(before.name())) {
      throw Problem.badField(
          "name", body.path("name").asText(), before.name() + ": the name of a type never changes");
    }
    TypeRequest request = read(before.name(), body);
    CustomEventType after = CurrentCall.compute(() -> request.changed(before, clock.instant()));
    types.store(List.of(new CustomEventTypes.Stored(before, after)));
    note(after).changed(settings(before), settings(after));
    return Response.json(shown.apply(after));
  }

  private Response remove(Call call) {
    CustomEventType type = found(call);
    List<Webhook> users = webhooks.current().of(new EventType(type.name()));
    if (!users.isEmpty()) {
      String named =
          users.stream()
              .limit(NAMED_MAX)
              .map(webhook -> "'" + webhook.name() + "' (" + webhook.id() + ")")
              .collect(Collectors.joining(", "));
      throw Problem.conflict(
          "The event type '%s' is used by %s: %s%s. Take it out of their eventTypes first"
              .formatted(
                  type.name(),
                  users.size() == 1 ? "a webhook" : users.size() + " webhooks",
                  named,
                  users.size() > NAMED_MAX ? " and others" : ""));
    }
    types.remove(type.name());
    note(type).changed(settings(type), Map.of());
    return Response.noContent();
  }

  private Response imported(Call call) {
    JsonNode body = body(call);
    OpenApiImport request = CurrentCall.compute(() -> OpenApiImport.read(body));
    boolean dryRun = call.params().flag("dryRun", true);
    OpenApiImport.Report report =
        CurrentCall.compute(
            () -> request.report(types, taken, clock.instant(), call.caller().username()));
    if (!dryRun) {
      types.store(report.changes());
      note(report);
    } else {
      AuditNote.current().about(TYPE, "", "").changed(Map.of(), Map.of("dryRun", true));
    }
    return Response.json(report.json(dryRun));
  }

  private static TypeRequest read(String name, JsonNode body) {
    for (String field : body.properties().stream().map(Map.Entry::getKey).toList()) {
      if (!FIELDS.contains(field)) {
        throw Problem.badField(
            field,
            body.path(field).toString(),
            "no such field; there are name, title, description, schema, examples");
      }
    }
    return CurrentCall.compute(() -> TypeRequest.read(name, body, new Budget()));
  }

  private static JsonNode body(Call call) {
    return call.json()
        .filter(JsonNode::isObject)
        .orElseThrow(() -> Problem.badRequest("The body must be a JSON object"));
  }

  private CustomEventType found(Call call) {
    String name = call.variable("name");
    if (taken.types().contains(name)) {
      throw Problem.conflict(
          "'" + name + "' is one of the server's own event types, which cannot be changed");
    }
    return types.find(name).orElseThrow(() -> Problem.notFound("event type", name));
  }

  private static AuditNote note(CustomEventType type) {
    return AuditNote.current().about(TYPE, type.name(), type.title());
  }

  /** An entry with the counts, and one for each type. */
  private static void note(OpenApiImport.Report report) {
    AuditNote note = AuditNote.current().about(TYPE, "", "").changed(Map.of(), report.counts());
    for (CustomEventTypes.Stored each : report.changes()) {
      CustomEventType after = each.after();
      note.part(
          new Subject(TYPE, after.name(), after.title()), settings(each.before()), settings(after));
    }
  }

  private static Map<String, Object> settings(@Nullable CustomEventType type) {
    if (type == null) {
      return Map.of();
    }
    return Map.of(
        "title", type.title(),
        "description", type.description(),
        "version", type.newest().number(),
        "schema", type.newest().schema(),
        "examples", type.newest().examples());
  }
}
