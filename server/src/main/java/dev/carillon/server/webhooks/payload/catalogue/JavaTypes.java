package dev.carillon.server.webhooks.payload.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes the payloads' schemas as Java: a sealed interface with one record for each type. */
final class JavaTypes {

  private static final String HEAD =
      """
      // What Carillon sends to webhooks. Made from the event catalogue's schemas; needs Jackson.
      // new ObjectMapper().readValue(body, CarillonEvent.class) gives the record of its type.

      import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
      import com.fasterxml.jackson.annotation.JsonSubTypes;
      import com.fasterxml.jackson.annotation.JsonTypeInfo;
      import java.util.List;
      import java.util.Map;

      """;

  /** What the classes themselves use, or are in. */
  static final Set<String> USED =
      Set.of(
          "CarillonEvent",
          "JsonIgnoreProperties",
          "JsonSubTypes",
          "JsonTypeInfo",
          "List",
          "Map",
          "Object",
          "String",
          "Boolean",
          "Long",
          "Double");

  /** The words that no component of a record can be called. */
  private static final Set<String> RESERVED =
      Set.of(
          ("abstract assert boolean break byte case catch char class clone const continue default"
                  + " do double else enum extends final finalize finally float for getClass goto"
                  + " hashCode if implements import instanceof int interface long native new notify"
                  + " notifyAll package private protected public return short static strictfp super"
                  + " switch synchronized this throw throws toString transient try void volatile wait"
                  + " while true false null")
              .split(" "));

  private final StringBuilder out = new StringBuilder(HEAD);
  private Map<String, JsonNode> definitions = Map.of();

  private JavaTypes() {}

  /** A whole file, {@code CarillonEvent.java}. */
  static String of(List<EventDescription> events) {
    JavaTypes types = new JavaTypes();
    types.write(events);
    return types.out.toString();
  }

  private void write(List<EventDescription> events) {
    definitions = EventDescription.definitions(events);
    out.append("/** An event; {@code type} says which. */\n");
    out.append("@JsonTypeInfo(\n    use = JsonTypeInfo.Id.NAME,\n")
        .append("    include = JsonTypeInfo.As.EXISTING_PROPERTY,\n")
        .append("    property = \"type\",\n    visible = true)\n@JsonSubTypes({\n");
    for (EventDescription event : events) {
      out.append(
          "  @JsonSubTypes.Type(value = CarillonEvent.%s.class, name = \"%s\"),\n"
              .formatted(event.typeName(), event.name()));
    }
    out.append("})\npublic sealed interface CarillonEvent {\n");
    out.append("\n  /** When it happened, in milliseconds since 1970-01-01 UTC. */\n");
    out.append("  long timestamp();\n\n  /** The event type's name. */\n  String type();\n");
    definitions.forEach(
        (name, schema) -> {
          if (schema.has("properties")) {
            declare(name, schema, "");
          }
        });
    events.forEach(event -> declare(event.typeName(), event.schema(), " implements CarillonEvent"));
    out.append("}\n");
  }

  private void declare(String name, JsonNode schema, String implementing) {
    List<String> required = schema.path("required").valueStream().map(JsonNode::asText).toList();
    List<String> components = new ArrayList<>();
    Set<String> names = new HashSet<>();
    out.append("\n  /**\n   * ").append(comment(schema)).append("\n   *\n");
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      String component = property.getKey();
      String called = called(component, names);
      out.append("   * @param ").append(called).append(' ').append(told(property.getValue()));
      out.append(required.contains(component) ? "\n" : " May be null.\n");
      boolean nullable = property.getValue().path("type").isArray();
      String type = type(property.getValue(), required.contains(component) && !nullable);
      components.add(
          called.equals(component)
              ? type + " " + component
              : "@com.fasterxml.jackson.annotation.JsonProperty(\"%s\") %s %s"
                  .formatted(escaped(component), type, called));
    }
    out.append("   */\n  @JsonIgnoreProperties(ignoreUnknown = true)\n  record ")
        .append(name)
        .append("(\n      ")
        .append(String.join(",\n      ", components))
        .append(")")
        .append(implementing)
        .append(" {}\n");
  }

  /** What a component is called that shows this property, and is called as none of these is. */
  private static String called(String property, Set<String> names) {
    String name = property.replaceAll("[^A-Za-z0-9_]", "_");
    String called =
        name.isEmpty() || name.equals("_") || Character.isDigit(name.charAt(0)) ? "_" + name : name;
    while (RESERVED.contains(called) || !names.add(called)) {
      called += "_";
    }
    return called;
  }

  private static String escaped(String property) {
    return property.replace("\\", "\\\\").replace("\"", "\\\"");
  }

  private String told(JsonNode property) {
    JsonNode described = property.has("$ref") ? definition(property) : property;
    return comment(described);
  }

  /** What ends a comment, or begins an escape, is not for a comment. */
  private static String comment(JsonNode schema) {
    return schema
        .path("description")
        .asText()
        .replaceAll("\\s+", " ")
        .replace("*/", "* /")
        .replace("\\", "&#92;");
  }

  private JsonNode definition(JsonNode schema) {
    return definitions.getOrDefault(name(schema), schema);
  }

  private static String name(JsonNode schema) {
    String ref = schema.path("$ref").asText();
    return ref.substring(ref.lastIndexOf('/') + 1);
  }

  private String type(JsonNode schema, boolean primitive) {
    if (schema.has("$ref")) {
      return definition(schema).has("properties") ? name(schema) : "Object";
    }
    return switch (typeName(schema)) {
      case "string" -> "String";
      case "boolean" -> primitive ? "boolean" : "Boolean";
      case "integer" -> primitive ? "long" : "Long";
      case "number" -> primitive ? "double" : "Double";
      case "array" -> "List<" + type(schema.path("items"), false) + ">";
      case "object" -> "Map<String, " + values(schema) + ">";
      default -> "Object";
    };
  }

  /** The type, which may be nullable. */
  private static String typeName(JsonNode schema) {
    List<String> types =
        schema.path("type").isArray()
            ? schema
                .path("type")
                .valueStream()
                .map(JsonNode::asText)
                .filter(type -> !type.equals("null"))
                .toList()
            : List.of(schema.path("type").asText());
    return types.size() == 1 ? types.getFirst() : "";
  }

  private String values(JsonNode schema) {
    JsonNode values = schema.path("additionalProperties");
    return values.isObject() ? type(values, false) : "Object";
  }
}
