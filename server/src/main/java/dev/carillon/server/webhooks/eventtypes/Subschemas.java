package dev.carillon.server.webhooks.eventtypes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.UnaryOperator;

/**
 * Tells the schemas in a schema from what only looks like one: a property may be called {@code
 * $ref}, and a value that {@code const} or an example holds may have any members.
 */
public final class Subschemas {

  private Subschemas() {}

  /** Whether the value of a keyword is a schema, or holds schemas. */
  static boolean areIn(String keyword, JsonNode value) {
    return AllowedSchemas.SCHEMAS.contains(keyword)
        || (AllowedSchemas.LISTS.contains(keyword) && value.isArray())
        || (AllowedSchemas.MAPS.contains(keyword) && value.isObject());
  }

  /**
   * The value of a keyword in which other schemas stand where schemas stood.
   *
   * @param keyword such as {@code properties}
   * @param value of the keyword; it stays as it is
   * @param each makes the other schema of each that stands in it directly
   * @return the value itself where the keyword holds no schemas, or has a value that it cannot have
   */
  public static JsonNode mapped(String keyword, JsonNode value, UnaryOperator<JsonNode> each) {
    if (AllowedSchemas.SCHEMAS.contains(keyword)) {
      return each.apply(value);
    }
    if (AllowedSchemas.LISTS.contains(keyword) && value.isArray()) {
      ArrayNode list = JsonNodeFactory.instance.arrayNode();
      value.forEach(schema -> list.add(each.apply(schema)));
      return list;
    }
    if (AllowedSchemas.MAPS.contains(keyword) && value.isObject()) {
      ObjectNode map = JsonNodeFactory.instance.objectNode();
      value.properties().forEach(named -> map.set(named.getKey(), each.apply(named.getValue())));
      return map;
    }
    return value;
  }
}
