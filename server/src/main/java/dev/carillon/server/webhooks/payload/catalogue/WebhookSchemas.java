package dev.carillon.server.webhooks.payload.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.server.assets.field.FieldRegistry;
import dev.carillon.server.webhooks.payload.AssetFilterReader;
import dev.carillon.server.webhooks.payload.FilterChange;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Makes the schema of exactly the payloads that one webhook gets: those of its event types, with
 * the fields that it asks for, as the fields are declared now, and the ping of a test.
 */
record WebhookSchemas(AllEventTypes catalogue, FieldRegistry fields) {

  private static final EventType PING = new EventType("ping");

  private static final String TEMPLATE_INPUT = "Payload";

  /** What the schema of a webhook declares beside the definitions of its event types. */
  static final Set<String> DEFINITIONS =
      Set.of(
          "ChangedMetadata",
          "Metadata",
          "MetadataChange",
          "NewMetadata",
          "NewValue",
          TEMPLATE_INPUT);

  private static final String METADATA =
      "The fields in the webhook's `metadataToReturn` that have a value.";
  private static final String CHANGES =
      "The fields in the webhook's `changedMetadataToReturn` whose value changed.";

  private static final String SHAPED =
      "What the webhook's template makes of a payload. The payload, which the template gets, is"
          + " described at `#/$defs/Payload`. It is sent itself if the template fails.";

  /** One JSON Schema (2020-12) for all payloads. */
  ObjectNode schema(Webhook webhook) {
    List<EventDescription> events = events(webhook);
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("$id", "urn:carillon:webhook:" + webhook.id());
    schema.put("title", webhook.name());
    ObjectNode payload = schema;
    ObjectNode definitions = schema.objectNode();
    if (webhook.subscription().projection().template().isEmpty()) {
      schema.put("description", "A payload that this webhook is sent; `type` says which.");
    } else {
      ArrayNode kinds = schema.put("description", SHAPED).putArray("oneOf");
      kinds.addObject().put("type", "object");
      kinds.addObject().put("type", "array");
      payload = definitions.putObject(TEMPLATE_INPUT);
    }
    ArrayNode each = payload.putArray("oneOf");
    schema.set("$defs", definitions);
    EventDescription.definitions(events).forEach(definitions::set);
    for (EventDescription event : events) {
      ObjectNode one = event.schema().deepCopy();
      one.remove(List.of("$schema", "$id", "$defs"));
      definitions.set(event.typeName(), one);
      each.addObject().put("$ref", "#/$defs/" + event.typeName());
    }
    return schema;
  }

  /** The descriptions of its event types, whose schemas are those of its payloads. */
  List<EventDescription> events(Webhook webhook) {
    Webhook.Subscription wanted = webhook.subscription();
    return Stream.of(wanted.eventTypes(), wanted.operationalEvents(), List.of(PING))
        .flatMap(List::stream)
        .map(EventType::name)
        .distinct()
        .flatMap(name -> found(webhook, name).stream())
        .map(event -> event.with(narrowed(event, webhook)))
        .toList();
  }

  private Optional<EventDescription> found(Webhook webhook, String name) {
    Integer version =
        AssetFilterReader.criteria(webhook.subscription().filter()).versions().byType().get(name);
    return version == null ? catalogue.find(name) : catalogue.find(name, version);
  }

  private ObjectNode narrowed(EventDescription event, Webhook webhook) {
    ObjectNode schema = event.schema().deepCopy().put("additionalProperties", false);
    ObjectNode properties = (ObjectNode) schema.path("properties");
    ObjectNode definitions = schema.objectNode();
    boolean custom = event.group().equals(CustomDescriptions.GROUP);
    if (custom) {
      definitions.setAll((ObjectNode) schema.path("$defs"));
      definitions.remove(List.of("MetadataValue", "FormattedValue"));
    }
    if (properties.has("metadata")) {
      List<String> names = webhook.subscription().projection().fields();
      definitions.set("Metadata", new FieldSchemas(fields).metadata(names, METADATA));
      properties.set("metadata", reference("Metadata"));
    }
    if (properties.path("changedMetadata").path("maxProperties").asInt(1) > 0
        && properties.has("changedMetadata")) {
      narrowChanges(
          event, webhook.subscription().projection().changedFields(), schema, definitions);
    }
    if (properties.has("filterChange")) {
      narrowFilterChange(webhook, schema, custom);
    }
    schema.set("$defs", definitions);
    return schema;
  }

  private void narrowChanges(
      EventDescription event, List<String> names, ObjectNode schema, ObjectNode definitions) {
    JsonNode change = event.schema().at("/$defs/MetadataChange");
    boolean made = change.at("/properties/oldValue/type").asText().equals("null");
    ObjectNode properties = (ObjectNode) schema.path("properties");
    if (names.isEmpty()) {
      String name = made ? "NewValue" : "MetadataChange";
      definitions.set(name, change.deepCopy());
      definitions.set("BareValue", event.schema().at("/$defs/BareValue").deepCopy());
      ((ObjectNode) properties.path("changedMetadata"))
          .set("additionalProperties", reference(name));
      return;
    }
    String name = made ? "NewMetadata" : "ChangedMetadata";
    definitions.set(name, new FieldSchemas(fields).changes(names, made, CHANGES));
    properties.set("changedMetadata", reference(name));
  }

  /** Custom events may be about no asset. */
  private static void narrowFilterChange(Webhook webhook, ObjectNode schema, boolean custom) {
    ObjectNode properties = (ObjectNode) schema.path("properties");
    List<FilterChange> asked =
        AssetFilterReader.criteria(webhook.subscription().filter()).scope().changes();
    if (asked.isEmpty()) {
      properties.remove("filterChange");
      return;
    }
    if (custom) {
      return;
    }
    ArrayNode names = ((ObjectNode) properties.path("filterChange")).putArray("enum");
    asked.forEach(change -> names.add(change.text()));
    ((ArrayNode) schema.path("required")).add("filterChange");
  }

  private static ObjectNode reference(String name) {
    return JsonNodeFactory.instance.objectNode().put("$ref", "#/$defs/" + name);
  }
}
