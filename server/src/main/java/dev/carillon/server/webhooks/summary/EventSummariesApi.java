package dev.carillon.server.webhooks.summary;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryFilter.About;
import dev.carillon.hooks.delivery.DeliveryFilter.Ending;
import dev.carillon.hooks.delivery.DeliveryFilter.Span;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.hooks.delivery.DeliveryLog.Member;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

  /** So many of a batch are looked at for names of different assets. */
  private static final int LOOKED_AT = 10;

  /** Adds the call. */
  public void routes(Routes routes) {
    routes.group("/api/event-summaries", RouteAccess.SERVER_ADMIN).get("", this::list);
  }

  private Response list(Call call) {
    Map<String, List<String>> events = new LinkedHashMap<>();
    List<Delivery> batches = new ArrayList<>();
    if (call.params().text(IDS).isEmpty() && call.params().text(DELIVERIES).isPresent()) {
      for (String id : ids(DELIVERIES, call.params().required(DELIVERIES))) {
        deliveries
            .find(new Delivery.Id(id))
            .map(detail -> detail.entry().delivery())
            .ifPresent(
                found -> {
                  String event = found.event().value();
                  events.computeIfAbsent(event, e -> new ArrayList<>()).add(id);
                  if (found.type().equals(EventType.BATCH)) {
                    batches.add(found);
                  }
                });
      }
    } else {
      ids(IDS, call.params().required(IDS)).forEach(id -> events.put(id, List.of()));
    }
    return Response.json(summaries(events, batches));
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
   * Those of some events that are kept, and of batches.
   *
   * @param events with the deliveries by which each was named
   * @param batches deliveries that are known to be batches
   */
  private ObjectNode summaries(Map<String, List<String>> events, List<Delivery> batches) {
    Map<String, ObjectNode> found = new LinkedHashMap<>();
    List<Event.Id> ids = events.keySet().stream().map(Event.Id::new).toList();
    for (int from = 0; from < ids.size(); from += READ_AT_ONCE) {
      for (Recorded event :
          journal.find(ids.subList(from, Math.min(ids.size(), from + READ_AT_ONCE)))) {
        summary(event).ifPresent(one -> found.put(event.id().value(), one.json(event)));
      }
    }
    Stream<Delivery> named =
        events.entrySet().stream()
            .filter(each -> each.getValue().isEmpty() && !found.containsKey(each.getKey()))
            .flatMap(each -> batch(each.getKey()).stream());
    Stream.concat(batches.stream(), named)
        .forEach(batch -> found.put(batch.event().value(), summary(batch).json()));
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ArrayNode items = body.putArray("items");
    found.forEach(
        (id, one) -> {
          List<String> of = events.getOrDefault(id, List.of());
          if (!of.isEmpty()) {
            of.forEach(one.putArray(DELIVERIES)::add);
          }
          items.add(one);
        });
    return body;
  }

  /** The batch that has this id in the place of an event's. */
  private Optional<Delivery> batch(String id) {
    About about = new About(List.of(), "", id);
    DeliveryFilter wanted =
        new DeliveryFilter(Set.of(), Set.of(), about, Ending.ANY, Span.ALWAYS, "");
    return deliveries.page(wanted, Cursor.OLDEST, 1).entries().stream()
        .map(DeliveryLog.Entry::delivery)
        .filter(delivery -> delivery.type().equals(EventType.BATCH))
        .findFirst();
  }

  private BatchSummary summary(Delivery batch) {
    List<Member> members = deliveries.events(batch.id(), BatchSummary.EVENTS_MAX + 1);
    List<Event.Id> first = members.stream().limit(LOOKED_AT).map(Member::event).distinct().toList();
    Map<Event.Id, String> names = new HashMap<>();
    for (Recorded event : journal.find(first)) {
      summary(event).ifPresent(one -> names.put(event.id(), one.name()));
    }
    List<String> shown =
        first.stream()
            .map(id -> names.getOrDefault(id, ""))
            .filter(name -> !name.isEmpty())
            .distinct()
            .limit(BatchSummary.NAMED)
            .toList();
    return new BatchSummary(batch, members.size(), shown);
  }

  private Optional<EventSummary> summary(Recorded event) {
    try {
      return Optional.of(EventSummary.of(event, snapshots.read(event.type(), event.snapshot())));
    } catch (IllegalArgumentException ofNoKnownKind) {
      return Optional.empty();
    }
  }
}
