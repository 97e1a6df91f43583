package dev.carillon.server.webhooks.summary;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.event.Event;
import java.util.List;

/**
 * A batch in a line.
 *
 * @param batch its delivery
 * @param events how many events there are in it, up to {@link #EVENTS_MAX}
 * @param first the names of what the first of them are about, each once
 */
record BatchSummary(Delivery batch, int events, List<String> first) {

  /** So many names are shown. */
  static final int NAMED = 3;

  /** Events that were merged are one element, so a batch may have more than it has elements. */
  static final int EVENTS_MAX = 1_000;

  BatchSummary {
    first = List.copyOf(first);
  }

  /** The id by which deliveries name it, in the place of an event's. */
  Event.Id id() {
    return batch.event();
  }

  /** As responses show it: as an event about nothing in particular, with what is in it. */
  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", id().value()).put("type", batch.type().name());
    json.putNull("name").putNull("path").putNull("assetId").putNull("by");
    json.putArray("changes");
    json.put("moreChanges", 0);
    ObjectNode contents = json.putObject("batch");
    contents.put("events", Math.min(events, EVENTS_MAX)).put("more", events > EVENTS_MAX);
    ArrayNode names = contents.putArray("first");
    first.forEach(names::add);
    return json;
  }
}
