package dev.carillon.server.webhooks.eventtypes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.server.assets.event.PayloadRenderer;
import dev.carillon.server.platform.database.Changes;
import dev.carillon.server.platform.http.AuditNote;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code POST /api/events}: other programs record events of custom types. */
public final class RecordEventsApi {

  private static final String LIST = "events";

  private final EventRecorder recorder;
  private final InstantSource clock;

  /**
   * The call.
   *
   * @param changes records events
   * @param subjects finds what events are about
   * @param rendering of payloads
   * @param clock the time of day
   */
  public RecordEventsApi(
      CustomEventTypes types,
      Changes changes,
      EventSubjects subjects,
      PayloadRenderer rendering,
      InstantSource clock) {
    this.recorder = new EventRecorder(types, changes, subjects, rendering, clock);
    this.clock = clock;
  }

  /** Adds the call. */
  public void routes(Routes routes) {
    routes.group("/api/events", RouteAccess.SERVER_ADMIN).post("", this::record);
  }

  private Response record(Call call) {
    JsonNode body =
        call.json().orElseThrow(() -> Problem.badRequest("The body must be a JSON object"));
    boolean batch = body.has(LIST);
    List<NewEvent> events = batch ? batch(body) : List.of(NewEvent.read(body, "", now()));
    List<Receipt> receipts = recorder.record(events, call);
    AuditNote.current()
        .about("event", receipts.getFirst().event().value(), events.getFirst().type());
    if (!batch) {
      return new Response.Json(201, json(events.getFirst(), receipts.getFirst()), Map.of());
    }
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    ArrayNode list = all.putArray(LIST);
    for (int i = 0; i < events.size(); i++) {
      list.add(json(events.get(i), receipts.get(i)));
    }
    return new Response.Json(201, all, Map.of());
  }

  private List<NewEvent> batch(JsonNode body) {
    JsonNode list = body.path(LIST);
    if (body.size() > 1 || !list.isArray() || list.isEmpty() || list.size() > NewEvent.BATCH_MAX) {
      throw Problem.badField(
          LIST,
          list.isArray() ? list.size() + " events" : list.getNodeType().toString(),
          "an array of 1 to " + NewEvent.BATCH_MAX + " events, and nothing beside it");
    }
    List<NewEvent> events = new ArrayList<>();
    for (JsonNode event : list) {
      events.add(NewEvent.read(event, LIST + "[" + events.size() + "].", now()));
    }
    return events;
  }

  private static ObjectNode json(NewEvent event, Receipt receipt) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", receipt.event().value())
        .put("type", event.type())
        .put("webhooks", receipt.webhooks());
  }

  private Instant now() {
    return clock.instant();
  }
}
