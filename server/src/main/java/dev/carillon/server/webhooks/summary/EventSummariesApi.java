package dev.carillon.server.webhooks.summary;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.event.Journal;
import dev.carillon.hooks.event.Journal.Recorded;
import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code GET /api/event-summaries}: what happened with each of some events, in a line, for lists of
 * deliveries. One statement reads all events. Events are named by their ids, or by deliveries of
 * theirs.
 *
 * @param snapshots reads what was stored with events
 * @param deliveries knows the events of deliveries
 */
public record EventSummariesApi(Journal journal, SnapshotReader snapshots, DeliveryLog deliveries) {

  private static final String IDS = "ids";
  private static final String DELIVERIES = "deliveries";
  private static final int IDS_MAX = 100;

  /** So many at once, as what is stored with an event may be long. */
  private static final int READ_AT_ONCE = 25;

  /** Adds the call. */
  public void routes(Routes routes) {
    routes.group("/api/event-summaries", RouteAccess.SERVER_ADMIN).get("", this::list);
  }

  private Response list(Call call) {
    Map<String, List<String>> events = new LinkedHashMap<>();
    if (call.params().text(IDS).isEmpty() && call.params().text(DELIVERIES).isPresent()) {
      for (String id : ids(DELIVERIES, call.params().required(DELIVERIES))) {
        deliveries
            .find(new Delivery.Id(id))
            .map(detail -> detail.entry().delivery().event().value())
            .ifPresent(event -> events.computeIfAbsent(event, e -> new ArrayList<>()).add(id));
      }
    } else {
      ids(IDS, call.params().required(IDS)).forEach(id -> events.put(id, List.of()));
    }
    return Response.json(summaries(events));
  }

  private static List<String> ids(String field, String given) {
    List<String> ids = Stream.of(given.split(",", -1)).map(String::strip).distinct().toList();
    String what = field.equals(IDS) ? "events" : DELIVERIES;
    if (ids.size() > IDS_MAX) {
      throw Problem.badField(field, ids.size() + " ids", "at most " + IDS_MAX + " ids of " + what);
    }
    for (String id : ids) {
      if (!Ids.valid(id)) {
        throw Problem.badField(field, id, "ids of " + what + ", separated by commas");
      }
    }
    return ids;
  }

  /**
   * Those of some events that are kept.
   *
   * @param events with the deliveries by which each was named
   */
  private ObjectNode summaries(Map<String, List<String>> events) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ArrayNode items = body.putArray("items");
    List<Event.Id> ids = events.keySet().stream().map(Event.Id::new).toList();
    for (int from = 0; from < ids.size(); from += READ_AT_ONCE) {
      for (Recorded event :
          journal.find(ids.subList(from, Math.min(ids.size(), from + READ_AT_ONCE)))) {
        List<String> named = events.getOrDefault(event.id().value(), List.of());
        summary(event)
            .map(one -> one.json(event))
            .ifPresent(
                one -> {
                  if (!named.isEmpty()) {
                    ArrayNode of = one.putArray(DELIVERIES);
                    named.forEach(of::add);
                  }
                  items.add(one);
                });
      }
    }
    return body;
  }

  private Optional<EventSummary> summary(Recorded event) {
    try {
      return Optional.of(EventSummary.of(event, snapshots.read(event.type(), event.snapshot())));
    } catch (IllegalArgumentException ofNoKnownKind) {
      return Optional.empty();
    }
  }
}
