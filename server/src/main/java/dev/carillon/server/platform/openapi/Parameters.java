package dev.carillon.server.platform.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** Parameters in the query, and the same in a form. */
final class Parameters {

  private static final List<String> ASIDE = List.of("required", "list", "description", "example");

  private Parameters() {}

  /** Adds them to what stands in the query. */
  static void add(ObjectNode operation, JsonNode parameters) {
    add(operation, parameters, "query");
  }

  /** Adds them to the headers of the request. */
  static void headers(ObjectNode operation, JsonNode headers) {
    add(operation, headers, "header");
  }

  private static void add(ObjectNode operation, JsonNode parameters, String in) {
    for (Map.Entry<String, JsonNode> entry : parameters.properties()) {
      JsonNode given = entry.getValue();
      ArrayNode all = operation.withArrayProperty("parameters");
      ObjectNode parameter = all.addObject().put("name", entry.getKey()).put("in", in);
      if (given.path("required").asBoolean()) {
        parameter.put("required", true);
      }
      for (String name : List.of("description", "example")) {
        if (given.has(name)) {
          parameter.set(name, given.path(name));
        }
      }
      if (given.has("list")) {
        parameter.put("style", "form").put("explode", false);
      }
      parameter.set("schema", schema(given));
    }
  }

  /** The schema of a form with these. */
  static ObjectNode form(JsonNode parameters, ObjectNode schema) {
    schema.put("type", "object");
    for (Map.Entry<String, JsonNode> entry : parameters.properties()) {
      if (entry.getValue().path("required").asBoolean()) {
        schema.withArrayProperty("required").add(entry.getKey());
      }
      ObjectNode property = schema(entry.getValue());
      for (String name : List.of("description", "example")) {
        if (entry.getValue().has(name)) {
          property.set(name, entry.getValue().path(name));
        }
      }
      schema.withObjectProperty("properties").set(entry.getKey(), property);
    }
    return schema;
  }

  private static ObjectNode schema(JsonNode given) {
    ObjectNode schema = given.deepCopy();
    schema.remove(ASIDE);
    if (given.has("list")) {
      schema.put("type", "array");
      schema.putObject("items").put("type", "string").set("enum", given.path("list"));
    }
    JsonNode allowed = schema.remove("allowed");
    if (allowed != null) {
      schema.set("x-allowed", allowed);
    }
    return schema;
  }
}
