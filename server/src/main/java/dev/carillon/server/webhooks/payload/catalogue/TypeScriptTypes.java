package dev.carillon.server.webhooks.payload.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes the payloads' schemas as TypeScript: one interface for each type, and a union of all. */
final class TypeScriptTypes {

  /** What the types themselves use, or are one of. */
  static final Set<String> USED = Set.of("CarillonEvent", "Record");

  private final StringBuilder out = new StringBuilder();

  private TypeScriptTypes() {}

  /** A whole file. */
  static String of(List<EventDescription> events) {
    TypeScriptTypes types = new TypeScriptTypes();
    types.write(events);
    return types.out.toString();
  }

  private void write(List<EventDescription> events) {
    out.append("// What Carillon sends to webhooks. Made from the event catalogue's schemas.\n");
    EventDescription.definitions(events).forEach(this::declare);
    events.forEach(event -> declare(event.typeName(), event.schema()));
    out.append("\n/** Any of them; `type` says which. */\nexport type CarillonEvent =");
    events.forEach(event -> out.append("\n  | ").append(event.typeName()));
    out.append(";\n");
  }

  private void declare(String name, JsonNode schema) {
    out.append('\n').append(comment("", schema));
    if (schema.has("properties")) {
      out.append("export interface ").append(name).append(" ").append(object(schema)).append("\n");
    } else {
      out.append("export type ").append(name).append(" = ").append(type(schema)).append(";\n");
    }
  }

  private static String comment(String indent, JsonNode schema) {
    String text = schema.path("description").asText().replace("*/", "* /");
    return text.isEmpty() ? "" : indent + "/** " + text + " */\n";
  }

  private static String object(JsonNode schema) {
    Set<String> required =
        schema.path("required").valueStream().map(JsonNode::asText).collect(Collectors.toSet());
    StringBuilder members = new StringBuilder("{\n");
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      members
          .append(comment("  ", property.getValue()))
          .append("  ")
          .append(name(property.getKey()))
          .append(required.contains(property.getKey()) ? ": " : "?: ")
          .append(type(property.getValue()))
          .append(";\n");
    }
    return members.append('}').toString();
  }

  private static String name(String property) {
    return property.matches("[A-Za-z_$][A-Za-z0-9_$]*")
        ? property
        : JsonNodeFactory.instance.textNode(property).toString();
  }

  private static String type(JsonNode schema) {
    if (schema.has("$ref")) {
      String ref = schema.path("$ref").asText();
      return ref.substring(ref.lastIndexOf('/') + 1);
    }
    if (schema.has("const")) {
      return schema.path("const").toString();
    }
    if (schema.has("enum")) {
      return union(schema.path("enum").valueStream().map(JsonNode::toString).toList());
    }
    for (String alternatives : List.of("anyOf", "oneOf")) {
      if (schema.has(alternatives)) {
        return union(schema.path(alternatives).valueStream().map(TypeScriptTypes::type).toList());
      }
    }
    if (schema.has("allOf")) {
      return schema
          .path("allOf")
          .valueStream()
          .map(TypeScriptTypes::type)
          .collect(Collectors.joining(" & ", "(", ")"));
    }
    if (schema.path("type").isArray()) {
      return union(schema.path("type").valueStream().map(t -> named(t.asText(), schema)).toList());
    }
    return named(schema.path("type").asText(), schema);
  }

  private static String union(List<String> types) {
    return types.stream().distinct().collect(Collectors.joining(" | "));
  }

  private static String named(String type, JsonNode schema) {
    return switch (type) {
      case "string", "boolean", "null" -> type;
      case "integer", "number" -> "number";
      case "array" -> "(" + type(schema.path("items")) + ")[]";
      case "object" -> schema.has("properties") ? object(schema) : map(schema);
      default -> "unknown";
    };
  }

  private static String map(JsonNode schema) {
    boolean empty = schema.path("maxProperties").asInt(1) == 0;
    JsonNode values = schema.path("additionalProperties");
    String type = values.isObject() ? type(values) : values.asBoolean(true) ? "unknown" : "never";
    return "Record<string, " + (empty ? "never" : type) + ">";
  }
}
