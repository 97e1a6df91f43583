package dev.carillon.server.webhooks.payload.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.platform.openapi.DescribedEvents;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What is to be known about one event type.
 *
 * @param about name, group, title, summary, when it fires and when not, version and changes, as the
 *     API shows them
 * @param schema of its payload: JSON Schema 2020-12, whole in itself
 * @param example a payload as it is sent
 */
public record EventDescription(String name, ObjectNode about, ObjectNode schema, JsonNode example)
    implements DescribedEvents.DescribedEvent {

  private static final List<String> SUMMARY =
      List.of("name", "group", "title", "summary", "firesWhen", "notWhen", "version", "since");

  /** Such as {@code asset}: the types about the same kind of thing. */
  public String group() {
    return about.path("group").asText();
  }

  /** The same event type with another schema. */
  EventDescription with(ObjectNode otherSchema) {
    return new EventDescription(name, about, otherSchema, example);
  }

  /** What it is called in languages for receivers, such as {@code AssetCreateByCopy}. */
  @Override
  public String typeName() {
    return typeName(name);
  }

  /** {@code AssetCreateByCopy} for {@code asset_create_by_copy}. */
  static String typeName(String eventType) {
    return Arrays.stream(eventType.split("[_.]"))
        .filter(word -> !word.isEmpty())
        .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
        .collect(Collectors.joining());
  }

  /** What the schemas of events share, by name. */
  static Map<String, JsonNode> definitions(List<EventDescription> events) {
    Map<String, JsonNode> definitions = new TreeMap<>();
    for (EventDescription event : events) {
      event
          .schema
          .path("$defs")
          .properties()
          .forEach(shared -> definitions.put(shared.getKey(), shared.getValue()));
    }
    return definitions;
  }

  /** A few words. */
  @Override
  public String title() {
    return about.path("title").asText();
  }

  /** A sentence. */
  @Override
  public String summary() {
    return about.path("summary").asText();
  }

  /** Without schema and example. */
  ObjectNode shortly(long webhooks) {
    ObjectNode shown = about.objectNode();
    SUMMARY.forEach(name -> shown.set(name, about.path(name)));
    return shown.put("webhooks", webhooks);
  }

  /** With everything. */
  ObjectNode whole(long webhooks) {
    ObjectNode shown = shortly(webhooks);
    shown.set("schema", schema);
    shown.set("example", example);
    shown.set("fields", FieldLines.of(schema));
    shown.set("changes", about.path("changes"));
    if (about.has("versions")) {
      shown.set("versions", about.path("versions"));
    }
    return shown;
  }

  /** A schema as lines that people read: path, type, description. */
  private static final class FieldLines {

    private final JsonNode definitions;
    private final ArrayNode lines = JsonNodeFactory.instance.arrayNode();

    private FieldLines(JsonNode definitions) {
      this.definitions = definitions;
    }

    /** The lines of a payload's schema; {@code *} stands for any name. */
    static ArrayNode of(JsonNode schema) {
      FieldLines lines = new FieldLines(schema.path("$defs"));
      lines.addProperties("", schema);
      return lines.lines;
    }

    private void addProperties(String prefix, JsonNode schema) {
      for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
        add(prefix + property.getKey(), property.getValue());
      }
      JsonNode others = schema.path("additionalProperties");
      if (others.isObject()) {
        add(prefix + "*", others);
      }
    }

    private void add(String path, JsonNode given) {
      JsonNode schema = resolved(given);
      lines
          .addObject()
          .put("path", path)
          .put("type", type(schema))
          .put("description", schema.path("description").asText());
      addProperties(path + ".", schema);
      addProperties(path + "[].", resolved(schema.path("items")));
    }

    private JsonNode resolved(JsonNode schema) {
      String ref = schema.path("$ref").asText();
      return ref.isEmpty() ? schema : definitions.path(ref.substring(ref.lastIndexOf('/') + 1));
    }

    private String type(JsonNode given) {
      JsonNode schema = resolved(given);
      if (schema.has("anyOf")) {
        return schema
            .path("anyOf")
            .valueStream()
            .map(this::type)
            .distinct()
            .collect(Collectors.joining(" | "));
      }
      JsonNode type = schema.path("type");
      if (type.isArray()) {
        return type.valueStream().map(JsonNode::asText).collect(Collectors.joining(" | "));
      }
      return type.asText().equals("array") && schema.has("items")
          ? "array of " + type(schema.path("items"))
          : type.asText();
    }
  }
}
