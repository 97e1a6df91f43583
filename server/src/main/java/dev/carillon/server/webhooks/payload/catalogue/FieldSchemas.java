package dev.carillon.server.webhooks.payload.catalogue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.assets.field.Field;
import dev.carillon.server.assets.field.FieldRegistry;
import dev.carillon.server.assets.field.FieldType;
import java.util.List;
import java.util.Optional;

/**
 * Makes the schemas of metadata out of the fields as they are declared now: for a list of fields,
 * what payloads show of them.
 */
record FieldSchemas(FieldRegistry fields) {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** An object with these fields and no other, none of them required. */
  ObjectNode metadata(List<String> names, String description) {
    ObjectNode schema = closed(description);
    ObjectNode properties = schema.putObject("properties");
    for (String name : names) {
      properties.set(name, described(shown(name), name));
    }
    return schema;
  }

  /**
   * An object with the changes of these fields and no other, none of them required.
   *
   * @param made whether the asset is new, so that there are no old values
   */
  ObjectNode changes(List<String> names, boolean made, String description) {
    ObjectNode schema = closed(description);
    ObjectNode properties = schema.putObject("properties");
    for (String name : names) {
      ObjectNode change = closed("The value of `" + name + "` before and after the change.");
      change.putArray("required").add("oldValue").add("newValue");
      ObjectNode both = change.putObject("properties");
      both.set("oldValue", made ? NODES.objectNode().put("type", "null") : nullable(name));
      both.set("newValue", nullable(name));
      properties.set(name, change);
    }
    return schema;
  }

  private static ObjectNode closed(String description) {
    return NODES
        .objectNode()
        .put("type", "object")
        .put("description", description)
        .put("additionalProperties", false);
  }

  private ObjectNode described(ObjectNode schema, String name) {
    return schema.put("description", fields.find(name).map(Field::label).orElse(name));
  }

  private ObjectNode shown(String name) {
    Optional<Field> field = fields.find(name);
    if (field.isEmpty()) {
      return any(name);
    }
    ObjectNode one = shown(field.get());
    return field.get().multiValue() ? array(one) : one;
  }

  private static ObjectNode shown(Field field) {
    boolean pair =
        switch (field.type()) {
          case TEXT, NUMBER, DECIMAL -> false;
          case CHOICE -> field.own();
          case DATE, DATETIME, SIZE -> true;
        };
    if (!pair) {
      return bare(field);
    }
    ObjectNode both = NODES.objectNode().put("type", "object").put("additionalProperties", false);
    both.putArray("required").add("value").add("formatted");
    ObjectNode properties = both.putObject("properties");
    properties.set("value", bare(field).put("description", "The value itself."));
    properties.putObject("formatted").put("type", "string").put("description", "It as text.");
    return both;
  }

  /** A field that is declared nowhere has texts; its old values may be anything. */
  private static ObjectNode any(String name) {
    ObjectNode text = NODES.objectNode().put("type", "string");
    if (name.equals("id")) {
      return text;
    }
    ObjectNode any = NODES.objectNode();
    ArrayNode types = any.putArray("anyOf");
    types.add(text);
    types.add(NODES.objectNode().put("type", "number"));
    types.add(array(text.deepCopy()));
    return any;
  }

  private static ObjectNode bare(Field field) {
    ObjectNode schema = NODES.objectNode();
    schema.put(
        "type",
        switch (field.type()) {
          case TEXT, CHOICE -> "string";
          case DECIMAL -> "number";
          case NUMBER, DATE, DATETIME, SIZE -> "integer";
        });
    if (field.type() == FieldType.CHOICE && !field.choices().isEmpty()) {
      field.choices().keySet().forEach(schema.putArray("enum")::add);
    }
    return schema;
  }

  private static ObjectNode array(ObjectNode items) {
    ObjectNode array = NODES.objectNode().put("type", "array");
    array.set("items", items);
    return array;
  }

  /** The value as changes show it, null where there is none. */
  private ObjectNode nullable(String name) {
    Optional<Field> field = fields.find(name);
    ObjectNode schema = field.isEmpty() ? any(name) : bare(field.get());
    if (field.isPresent() && field.get().multiValue()) {
      schema = array(schema);
    }
    if (schema.has("anyOf")) {
      ((ArrayNode) schema.path("anyOf")).addObject().put("type", "null");
      return schema;
    }
    String type = schema.path("type").asText();
    schema.putArray("type").add(type).add("null");
    if (schema.path("enum") instanceof ArrayNode choices) {
      choices.addNull();
    }
    return schema;
  }
}
