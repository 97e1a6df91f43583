package dev.carillon.server.webhooks.registration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.event.EventType;
import dev.carillon.server.assets.event.EventTypes;
import dev.carillon.server.platform.config.NameSuggestion;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.request.JsonField;
import dev.carillon.server.webhooks.payload.CustomTypeVersions;
import dev.carillon.server.webhooks.payload.PinnedVersions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The fields {@code eventTypes} and {@code eventTypeVersions} of a webhook.
 *
 * @param custom the event types that an administrator registered
 */
record EventTypeFields(CustomTypeVersions custom) {

  /** What {@code eventTypes} says; the custom types are looked up where it names others. */
  List<EventType> types(JsonField field) {
    if (field.none()) {
      throw field.wrong("an array of event types; [] for none");
    }
    List<String> shipped = EventTypes.ALL.stream().map(EventType::name).toList();
    boolean others =
        field.value().valueStream().anyMatch(element -> !shipped.contains(element.asText()));
    List<EventType> known = new ArrayList<>(EventTypes.ALL);
    if (others) {
      custom.names().forEach(name -> known.add(new EventType(name)));
    }
    return WebhookReader.types(field, known);
  }

  /** What {@code eventTypeVersions} says. */
  PinnedVersions versions(JsonField field) {
    Map<String, Integer> versions = new TreeMap<>();
    for (JsonField type : field.properties()) {
      JsonField version = type.within(field.name());
      int newest =
          custom
              .newest(type.name())
              .orElseThrow(() -> Problem.badField(field.name(), type.name(), allowed(type.name())));
      int number = version.number(0, newest);
      if (number == 0) {
        throw version.wrong("a version of the type, from 1 to " + newest);
      }
      versions.put(type.name(), number);
    }
    return new PinnedVersions(versions);
  }

  private String allowed(String name) {
    List<String> names = custom.names();
    return names.isEmpty()
        ? "no type, because there are no custom event types"
        : "a custom event type; the nearest is '" + NameSuggestion.to(name, names) + "'";
  }

  /** Shows the versions, where there are any. */
  static void show(PinnedVersions versions, ObjectNode json) {
    if (!versions.byType().isEmpty()) {
      ObjectNode shown = json.putObject(PinnedVersions.NAME);
      versions.byType().forEach(shown::put);
    }
  }

  /** One for each type that is pinned and not subscribed to. */
  static List<String> warnings(PinnedVersions versions, JsonNode eventTypes) {
    List<String> subscribed = eventTypes.valueStream().map(JsonNode::asText).toList();
    return versions.byType().keySet().stream()
        .filter(type -> !subscribed.contains(type))
        .map(
            type ->
                "'"
                    + PinnedVersions.NAME
                    + "' names "
                    + type
                    + ", to which the webhook does not subscribe")
        .toList();
  }
}
