package dev.carillon.server.webhooks.explain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.webhook.EventFilterReader;
import dev.carillon.server.platform.http.Json;
import java.util.List;
import java.util.Optional;

/**
 * What a simulation is asked to do.
 *
 * @param draft what the webhook would want
 * @param template makes the bodies of the payloads that are shown; empty = there is none
 * @param before what it wants now; empty where it does not exist
 * @param events about so many of the newest events
 * @param from the place in the journal behind which they are
 * @param until the last place that it looks at: what comes later is not meant
 * @param warnings what the caller should know of the draft
 */
record SimulationRequest(
    WantedEvents draft,
    String template,
    Optional<WantedEvents> before,
    int events,
    long from,
    long until,
    List<String> warnings) {

  SimulationRequest {
    warnings = List.copyOf(warnings);
  }

  /** In the form that a job keeps. */
  String text() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.set("draft", draft.json());
    json.put("template", template);
    before.ifPresent(now -> json.set("before", now.json()));
    json.put("events", events).put("from", from).put("until", until);
    warnings.forEach(json.putArray("warnings")::add);
    return json.toString();
  }

  /** Reads the form that a job keeps. */
  static SimulationRequest read(String text, EventFilterReader filters) {
    JsonNode json = Json.readStored(text);
    JsonNode before = json.path("before");
    return new SimulationRequest(
        WantedEvents.read(json.path("draft"), filters),
        json.path("template").asText(),
        before.isMissingNode() ? Optional.empty() : Optional.of(WantedEvents.read(before, filters)),
        json.path("events").asInt(),
        json.path("from").asLong(),
        json.path("until").asLong(),
        json.path("warnings").valueStream().map(JsonNode::asText).toList());
  }
}
