package dev.carillon.server.webhooks.eventtypes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a new version of a schema would break: data that fitted the version before must fit the new
 * one, and what receivers could read they must find again. A new version may declare further
 * properties that are optional, and allow more. What cannot be compared must stay the same.
 *
 * <p>A property that the older version did not declare counts as new, even if that version allowed
 * any.
 */
final class SchemaChange {

  /** A limit that may grow. */
  private static final Set<String> UPPER =
      Set.of(
          "maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains");

  /** A limit that may shrink. */
  private static final Set<String> LOWER =
      Set.of(
          "minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains");

  /** Keywords that allow everything if they are false. */
  private static final Set<String> ALLOWS_ALL_IF_FALSE = Set.of("not", "uniqueItems");

  /** Compared by rules of their own. */
  private static final Set<String> COMPARED =
      Set.of(
          "$ref",
          "$defs",
          "type",
          "enum",
          "const",
          "required",
          "properties",
          "additionalProperties",
          "items",
          "allOf",
          "anyOf");

  private final JsonNode before;
  private final JsonNode after;
  private final List<Break> breaks = new ArrayList<>();

  /** Which schemas fit which, as far as it was asked: many references may lead to the same ones. */
  private final IdentityHashMap<JsonNode, IdentityHashMap<JsonNode, Boolean>> fitting;

  private SchemaChange(
      JsonNode before,
      JsonNode after,
      IdentityHashMap<JsonNode, IdentityHashMap<JsonNode, Boolean>> fitting) {
    this.before = before;
    this.after = after;
    this.fitting = fitting;
  }

  /** What is no longer as it was; empty where the new schema may follow the other one. */
  static List<Break> breaks(JsonNode before, JsonNode after) {
    SchemaChange change = new SchemaChange(before, after, new IdentityHashMap<>());
    change.compare(before, after, "");
    return change.breaks;
  }

  private void compare(JsonNode givenOld, JsonNode givenNew, String path) {
    JsonNode old = resolved(givenOld, before);
    JsonNode next = resolved(givenNew, after);
    if (acceptsAll(next) || (old.isBoolean() && !old.booleanValue())) {
      return;
    }
    if (next.isBoolean()) {
      add(path, "is allowed no more");
      return;
    }
    compareTypes(old, next, path);
    compareValues(old, next, path);
    compareObjects(old, next, path);
    compareItems(old, next, path);
    compareAlternatives(old, next, path);
    for (Map.Entry<String, JsonNode> keyword : next.properties()) {
      String name = keyword.getKey();
      if (!COMPARED.contains(name) && checks(name)) {
        compareKeyword(name, old.path(name), keyword.getValue(), path);
      }
    }
    compareFormat(old, next, path);
  }

  private void compareTypes(JsonNode old, JsonNode next, String path) {
    Set<String> now = types(next);
    if (now.isEmpty()) {
      return;
    }
    Set<String> were = types(old);
    if (were.isEmpty()) {
      add(path + "/type", "had no type, so any was allowed");
    }
    for (String type : were) {
      if (!now.contains(type) && !(type.equals("integer") && now.contains("number"))) {
        add(path + "/type", "allowed " + type);
      }
    }
  }

  private static Set<String> types(JsonNode schema) {
    Set<String> types = new HashSet<>();
    JsonNode type = schema.path("type");
    if (type.isTextual()) {
      types.add(type.textValue());
    }
    type.forEach(each -> types.add(each.asText()));
    return types;
  }

  private void compareValues(JsonNode old, JsonNode next, String path) {
    Set<JsonNode> now = values(next);
    if (now.isEmpty()) {
      return;
    }
    Set<JsonNode> were = values(old);
    String keyword = next.has("const") ? "/const" : "/enum";
    if (were.isEmpty()) {
      add(path + keyword, "was not there, so any value was allowed");
    }
    were.stream()
        .filter(value -> !now.contains(value))
        .sorted((a, b) -> a.toString().compareTo(b.toString()))
        .forEach(value -> add(path + keyword, "allowed " + value));
  }

  private static Set<JsonNode> values(JsonNode schema) {
    Set<JsonNode> values = new HashSet<>();
    if (schema.has("const")) {
      values.add(schema.path("const"));
    } else {
      schema.path("enum").forEach(values::add);
    }
    return values;
  }

  private void compareObjects(JsonNode old, JsonNode next, String path) {
    Set<String> required = new HashSet<>();
    old.path("required").forEach(name -> required.add(name.asText()));
    for (JsonNode name : next.path("required")) {
      if (!required.contains(name.asText())) {
        add(path + "/required", "did not require '" + name.asText() + "'");
      }
    }
    for (Map.Entry<String, JsonNode> property : old.path("properties").properties()) {
      String place = path + "/properties/" + property.getKey();
      JsonNode now = next.path("properties").path(property.getKey());
      if (now.isMissingNode()) {
        add(place, "was declared, and is missing now");
      } else {
        compare(property.getValue(), now, place);
      }
    }
    compareOthers("additionalProperties", "patternProperties", old, next, path);
  }

  private void compareItems(JsonNode old, JsonNode next, String path) {
    compareOthers("items", "prefixItems", old, next, path);
    if (next.has("contains") && !next.has("minContains") && old.path("minContains").asInt(1) < 1) {
      add(path + "/minContains", "was 0, and is missing now, which means 1");
    }
  }

  /** What holds for all but some, which are no others then. */
  private void compareOthers(String others, String some, JsonNode old, JsonNode next, String path) {
    JsonNode now = resolved(next.path(others), after);
    if (now.isMissingNode() || acceptsAll(now)) {
      return;
    }
    compare(old.path(others), next.path(others), path + "/" + others);
    if (old.has(some) && !next.has(some)) {
      add(path + "/" + some, "was there, and is missing now");
    }
  }

  /** Of each new condition an old one must have been as strict; alternatives may be added. */
  private void compareAlternatives(JsonNode old, JsonNode next, String path) {
    int place = 0;
    for (JsonNode condition : next.path("allOf")) {
      if (old.path("allOf").valueStream().noneMatch(each -> fits(each, condition))) {
        add(path + "/allOf/" + place, "was not asked for in this way");
      }
      place++;
    }
    if (!next.has("anyOf")) {
      return;
    }
    if (!old.has("anyOf")) {
      add(path + "/anyOf", "was not there, so data fitted without it");
    }
    place = 0;
    for (JsonNode alternative : old.path("anyOf")) {
      if (next.path("anyOf").valueStream().noneMatch(each -> fits(alternative, each))) {
        add(path + "/anyOf/" + place, "was allowed in this way");
      }
      place++;
    }
  }

  private boolean fits(JsonNode old, JsonNode next) {
    JsonNode oldSchema = resolved(old, before);
    JsonNode nextSchema = resolved(next, after);
    IdentityHashMap<JsonNode, Boolean> known =
        fitting.computeIfAbsent(oldSchema, schema -> new IdentityHashMap<>());
    Boolean fits = known.get(nextSchema);
    if (fits == null) {
      SchemaChange inner = new SchemaChange(before, after, fitting);
      inner.compare(oldSchema, nextSchema, "");
      fits = inner.breaks.isEmpty();
      known.put(nextSchema, fits);
    }
    return fits;
  }

  private void compareKeyword(String name, JsonNode old, JsonNode next, String path) {
    String place = path + "/" + name;
    if (UPPER.contains(name)) {
      if (!old.isNumber() || old.decimalValue().compareTo(next.decimalValue()) > 0) {
        add(place, old.isNumber() ? "was " + old : "had no limit");
      }
    } else if (LOWER.contains(name)) {
      if (!old.isNumber() || old.decimalValue().compareTo(next.decimalValue()) < 0) {
        add(place, old.isNumber() ? "was " + old : "had no limit");
      }
    } else if (!plain(name, old, before).equals(plain(name, next, after))
        && !(ALLOWS_ALL_IF_FALSE.contains(name) && next.equals(BooleanNode.FALSE))) {
      add(place, old.isMissingNode() ? "was not there" : "was different, and cannot be compared");
    }
  }

  private void compareFormat(JsonNode old, JsonNode next, String path) {
    if (next.has("format")
        && old.has("format")
        && !next.path("format").equals(old.path("format"))) {
      add(path + "/format", "was " + old.path("format").asText());
    }
  }

  private void add(String path, String was) {
    breaks.add(new Break(path.isEmpty() ? "/" : path, was));
  }

  private static boolean acceptsAll(JsonNode schema) {
    return schema.isBoolean()
        ? schema.booleanValue()
        : schema.properties().stream().noneMatch(keyword -> checks(keyword.getKey()));
  }

  private static JsonNode resolved(JsonNode schema, JsonNode root) {
    return schema.has("$ref")
        ? resolved(root.path("$defs").path(AllowedSchemas.definitionOf(schema.path("$ref"))), root)
        : schema;
  }

  private static boolean checks(String keyword) {
    return !AllowedSchemas.ANNOTATIONS.contains(keyword)
        && !keyword.equals("$defs")
        && !keyword.startsWith("x-");
  }

  /** The schema without what checks nothing, and with what it refers to in its place. */
  private static JsonNode plain(JsonNode given, JsonNode root) {
    JsonNode schema = given.isObject() ? resolved(given, root) : given;
    if (!(schema instanceof ObjectNode object)) {
      return schema;
    }
    ObjectNode plain = object.objectNode();
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      String name = member.getKey();
      if (checks(name)) {
        plain.set(name, plain(name, member.getValue(), root));
      }
    }
    return plain;
  }

  private static JsonNode plain(String keyword, JsonNode value, JsonNode root) {
    return Subschemas.mapped(keyword, value, schema -> plain(schema, root));
  }

  /**
   * One thing that would break.
   *
   * @param path of the keyword in the new schema, as a JSON pointer
   * @param was how it was before
   */
  record Break(String path, String was) {

    @Override
    public String toString() {
      return path + " " + was;
    }
  }
}
