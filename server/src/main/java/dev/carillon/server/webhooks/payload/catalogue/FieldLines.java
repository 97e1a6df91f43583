package dev.carillon.server.webhooks.payload.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Map;
import java.util.stream.Collectors;

/** A schema as lines that people read: path, type, description. */
final class FieldLines {

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
