package dev.carillon.server.webhooks.payload.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.webhooks.eventtypes.CustomEventType;
import dev.carillon.server.webhooks.eventtypes.CustomEventType.Version;
import dev.carillon.server.webhooks.eventtypes.Subschemas;
import java.util.Map;

/** Describes custom event types as the catalogue describes those that ship. */
final class CustomDescriptions {

  /** The group of all of them. */
  static final String GROUP = "custom";

  private static final String REFERENCE = "#/$defs/";

  /**
   * Stands between the name of a type and that of one of its definitions. No type has it in the
   * name that receivers have, nor do our own definitions; so none is called like another.
   */
  private static final String DEFINITION = "_";

  private static final String SUBJECT = "0aVr8yQmS3Xc5LxPq2HnWd";
  private static final String EVENT = "9Qw2Lr5ZxC8nVb3MkT6YpA";
  private static final long TIMESTAMP = 1_795_600_800_000L;
  private static final ObjectNode PAYLOAD = EventCatalogue.resource(GROUP + ".schema.json");

  private CustomDescriptions() {}

  /** A type in its newest version. */
  static EventDescription of(CustomEventType type) {
    return of(type, type.newest());
  }

  /** A type in one of its versions. */
  static EventDescription of(CustomEventType type, Version version) {
    return new EventDescription(
        type.name(), about(type, version), schema(type, version), example(type, version));
  }

  private static ObjectNode about(CustomEventType type, Version version) {
    ObjectNode about = JsonNodeFactory.instance.objectNode();
    about.put("name", type.name());
    about.put("group", GROUP);
    about.put("title", type.title());
    about.put(
        "summary",
        type.description().isBlank()
            ? "An event that an application records."
            : type.description());
    about.putArray("firesWhen").add("An application records it by `POST /api/events`.");
    about
        .putArray("notWhen")
        .add("Its data does not fit the schema: then the request is refused, and names the place.");
    about.put("version", version.number());
    about.put("since", day(version));
    ArrayNode changes = about.putArray("changes");
    ArrayNode versions = about.putArray("versions");
    for (Version each : type.versions()) {
      changes
          .addObject()
          .put("version", each.number())
          .put("since", day(each))
          .put("change", each.number() == 1 ? "First version." : "Another schema of the data.");
      ObjectNode shown = versions.addObject();
      shown.put("version", each.number());
      shown.put("createdAt", each.createdAt().toString());
      shown.set("schema", each.schema());
      ArrayNode examples = shown.putArray("examples");
      each.examples().forEach(examples::add);
    }
    return about;
  }

  private static String day(Version version) {
    return version.createdAt().toString().substring(0, "2026-11-30".length());
  }

  private static ObjectNode schema(CustomEventType type, Version version) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    schema.set("$schema", PAYLOAD.path("$schema"));
    schema.put("$id", "urn:carillon:event:" + type.name() + ":" + version.number());
    schema.put("title", type.title());
    schema.put("description", type.description());
    schema.setAll(PAYLOAD.deepCopy());
    ObjectNode properties = (ObjectNode) schema.path("properties");
    ((ObjectNode) properties.path("type")).put("const", type.name());
    String prefix = EventDescription.typeName(type.name()) + DEFINITION;
    ObjectNode data = (ObjectNode) renamed(version.schema(), prefix);
    JsonNode definitions = data.path("$defs");
    data.remove("$schema");
    data.remove("$id");
    data.remove("$defs");
    properties.set("data", data);
    ObjectNode all = (ObjectNode) schema.path("$defs");
    for (Map.Entry<String, JsonNode> definition : definitions.properties()) {
      all.set(prefix + definition.getKey(), definition.getValue());
    }
    return schema;
  }

  /** The schema, whose references lead to definitions that no other type has. */
  private static JsonNode renamed(JsonNode schema, String prefix) {
    if (!schema.isObject()) {
      return schema;
    }
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> keyword : schema.properties()) {
      String name = keyword.getKey();
      JsonNode value = keyword.getValue();
      if (name.equals("$ref") && value.asText().startsWith(REFERENCE)) {
        object.put(name, REFERENCE + prefix + value.textValue().substring(REFERENCE.length()));
      } else {
        object.set(name, Subschemas.mapped(name, value, each -> renamed(each, prefix)));
      }
    }
    return object;
  }

  private static JsonNode example(CustomEventType type, Version version) {
    ObjectNode example = JsonNodeFactory.instance.objectNode();
    example.put("timestamp", TIMESTAMP);
    example.put("type", type.name());
    example.put("eventId", EVENT);
    example.put("version", version.number());
    example.putObject("subject").put("asset", SUBJECT);
    example.set("data", version.examples().getFirst());
    example.putObject("metadata");
    return example;
  }
}
