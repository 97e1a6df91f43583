package dev.carillon.server.webhooks.summary;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code GET /api/event-summaries}: what happened with each of some events, in a line, for lists of
 * deliveries. One statement reads all of them.
 *
 * @param snapshots reads what was stored with events
 */
public record EventSummariesApi(Journal journal, SnapshotReader snapshots) {

  private static final int IDS_MAX = 100;

  /** So many at once, as what is stored with an event may be long. */
  private static final int READ_AT_ONCE = 25;

  /** Adds the call. */
  public void routes(Routes routes) {
    routes.group("/api/event-summaries", RouteAccess.SERVER_ADMIN).get("", this::list);
  }

  private Response list(Call call) {
    String given = call.params().required("ids");
    List<String> ids = Stream.of(given.split(",", -1)).map(String::strip).distinct().toList();
    if (ids.size() > IDS_MAX) {
      throw Problem.badField("ids", ids.size() + " ids", "at most " + IDS_MAX + " ids of events");
    }
    for (String id : ids) {
      if (!Ids.valid(id)) {
        throw Problem.badField("ids", id, "ids of events, separated by commas");
      }
    }
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ArrayNode items = body.putArray("items");
    for (int from = 0; from < ids.size(); from += READ_AT_ONCE) {
      List<Event.Id> some =
          ids.subList(from, Math.min(ids.size(), from + READ_AT_ONCE)).stream()
              .map(Event.Id::new)
              .toList();
      for (Recorded event : journal.find(some)) {
        summary(event).ifPresent(one -> items.add(one.json(event)));
      }
    }
    return Response.json(body);
  }

  private Optional<EventSummary> summary(Recorded event) {
    try {
      return Optional.of(EventSummary.of(event, snapshots.read(event.type(), event.snapshot())));
    } catch (IllegalArgumentException ofNoKnownKind) {
      return Optional.empty();
    }
  }
}
