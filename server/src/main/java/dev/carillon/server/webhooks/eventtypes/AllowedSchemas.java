package dev.carillon.server.webhooks.eventtypes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.platform.config.NameSuggestion;
import dev.carillon.server.platform.http.Problem;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/**
 * What a schema of event data may be: JSON Schema 2020-12 (draft-bhutton-json-schema-01) with
 * limits that bound what it costs to check data against it. References lead to its own {@code
 * $defs} only and never back to themselves, so each place of the data is checked by a bounded
 * number of subschemas.
 */
final class AllowedSchemas {

  /** The largest schema, in bytes of its JSON. */
  static final int BYTES_MAX = 64 * 1024;

  /** How deep subschemas may lie in each other. */
  static final int DEPTH_MAX = 32;

  /** How many subschemas there may be, where those that are referred to count each time. */
  static final int SUBSCHEMAS_MAX = 500;

  /** The dialect. */
  static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";

  /** Where a reference leads. */
  static final String DEFINITIONS = "#/$defs/";

  /** Keywords that say nothing about which data fits. */
  static final Set<String> ANNOTATIONS =
      Set.of(
          "$schema",
          "$id",
          "$comment",
          "title",
          "description",
          "default",
          "examples",
          "deprecated",
          "readOnly",
          "writeOnly",
          "format",
          "contentEncoding",
          "contentMediaType");

  /** Keywords whose value is a schema. */
  static final Set<String> SCHEMAS =
      Set.of(
          "items",
          "additionalProperties",
          "not",
          "if",
          "then",
          "else",
          "contains",
          "propertyNames");

  /** Keywords whose value is an array of schemas. */
  static final Set<String> LISTS = Set.of("allOf", "anyOf", "oneOf", "prefixItems");

  /** Keywords whose value is an object of schemas. */
  static final Set<String> MAPS =
      Set.of("properties", "patternProperties", "dependentSchemas", "$defs");

  private static final Set<String> ASSERTIONS =
      Set.of(
          "$ref",
          "type",
          "enum",
          "const",
          "required",
          "multipleOf",
          "maximum",
          "exclusiveMaximum",
          "minimum",
          "exclusiveMinimum",
          "maxLength",
          "minLength",
          "pattern",
          "maxItems",
          "minItems",
          "uniqueItems",
          "maxContains",
          "minContains",
          "maxProperties",
          "minProperties",
          "dependentRequired");

  private static final List<String> KEYWORDS =
      Stream.of(ANNOTATIONS, SCHEMAS, LISTS, MAPS, ASSERTIONS)
          .flatMap(Set::stream)
          .sorted()
          .toList();

  private static final String DEFINITION = "[A-Za-z][A-Za-z0-9_]{0,99}";

  private final String field;
  private final JsonNode root;
  private final Map<String, Integer> sizes = new HashMap<>();

  /** How many levels each definition has below where it is referred to. */
  private final Map<String, Integer> levels = new HashMap<>();

  private int deepest;
  private final Set<String> open = new HashSet<>();

  private AllowedSchemas(String field, JsonNode root) {
    this.field = field;
    this.root = root;
  }

  /**
   * Checks a schema that somebody wants to register.
   *
   * @param field what the request calls it
   * @throws Problem 400 naming the place in it, its value and what is allowed
   */
  static ObjectNode checked(String field, JsonNode schema) {
    if (!(schema instanceof ObjectNode object) || !schema.path("type").asText().equals("object")) {
      throw Problem.badField(
          field, shown(schema), "a JSON Schema that is an object with \"type\": \"object\"");
    }
    int bytes = schema.toString().getBytes(StandardCharsets.UTF_8).length;
    if (bytes > BYTES_MAX) {
      throw Problem.badField(
          field, bytes + " bytes", "a schema of at most " + BYTES_MAX + " bytes");
    }
    AllowedSchemas rules = new AllowedSchemas(field, schema);
    rules.checkRoot();
    int size = rules.size(schema, field, 1);
    for (Map.Entry<String, JsonNode> definition : schema.path("$defs").properties()) {
      String place = field + "/$defs/" + definition.getKey();
      if (!definition.getKey().matches(DEFINITION)) {
        throw Problem.badField(
            place, definition.getKey(), "a name of a letter, then letters, digits and _");
      }
      rules.definition(definition.getKey(), place, 1);
    }
    if (size > SUBSCHEMAS_MAX) {
      throw Problem.badField(
          field,
          size + " subschemas, those that are referred to counted each time",
          "at most " + SUBSCHEMAS_MAX + " subschemas");
    }
    DataSchema.checkSyntax(field, object);
    return object;
  }

  private void checkRoot() {
    String dialect = root.path("$schema").asText(DIALECT);
    if (!dialect.equals(DIALECT) && !dialect.equals(DIALECT + "#")) {
      throw Problem.badField(field + "/$schema", dialect, DIALECT + ", or no $schema");
    }
  }

  /** How many subschemas a place of the data meets at most; never beyond the limit by far. */
  private int size(JsonNode schema, String place, int depth) {
    checkDepth(place, depth);
    if (schema.isBoolean()) {
      return 1;
    }
    if (!schema.isObject()) {
      throw Problem.badField(place, shown(schema), "a schema: an object, true or false");
    }
    int size = 1;
    for (Map.Entry<String, JsonNode> keyword : schema.properties()) {
      checkKeyword(keyword.getKey(), schema, place, depth);
      size = Math.min(size + sizeOf(keyword, place, depth), 10 * SUBSCHEMAS_MAX);
    }
    return size;
  }

  private void checkDepth(String place, int depth) {
    if (depth > DEPTH_MAX) {
      throw Problem.badField(
          place, "level " + depth, "subschemas in each other up to level " + DEPTH_MAX);
    }
    deepest = Math.max(deepest, depth);
  }

  private int sizeOf(Map.Entry<String, JsonNode> keyword, String place, int depth) {
    String name = keyword.getKey();
    JsonNode value = keyword.getValue();
    String inner = place + "/" + name;
    if (name.equals("$ref")) {
      return reference(value, inner, depth);
    }
    if (name.equals("$defs")) {
      return 0;
    }
    int size = 0;
    if (SCHEMAS.contains(name)) {
      size = size(value, inner, depth + 1);
    } else if (LISTS.contains(name)) {
      for (int i = 0; i < value.size(); i++) {
        size += size(value.path(i), inner + "/" + i, depth + 1);
      }
    } else if (MAPS.contains(name)) {
      for (Map.Entry<String, JsonNode> each : value.properties()) {
        if (name.equals("patternProperties")) {
          checkPattern(inner, each.getKey());
        }
        size += size(each.getValue(), inner + "/" + each.getKey(), depth + 1);
      }
    } else if (name.equals("pattern")) {
      checkPattern(inner, value.asText());
    }
    return size;
  }

  private void checkKeyword(String name, JsonNode schema, String place, int depth) {
    boolean atRoot = depth == 1;
    if (!KEYWORDS.contains(name) && !name.startsWith("x-")) {
      throw Problem.badField(
          place,
          name,
          "a keyword of JSON Schema 2020-12 that is supported here, or a name that begins with x-;"
              + " the nearest is '"
              + NameSuggestion.to(name, KEYWORDS)
              + "'");
    }
    if (!atRoot && (name.equals("$defs") || name.equals("$id") || name.equals("$schema"))) {
      throw Problem.badField(place, name, name + " at the root of the schema only");
    }
    if (schema.has("$ref")
        && !name.equals("$ref")
        && !ANNOTATIONS.contains(name)
        && !name.equals("$defs")) {
      throw Problem.badField(
          place, name, "beside $ref: title, description and others that check nothing");
    }
  }

  private int reference(JsonNode value, String place, int depth) {
    String name = definitionOf(value);
    if (!root.path("$defs").has(name)) {
      throw Problem.badField(
          place, shown(value), DEFINITIONS + " and the name of a schema in the $defs of this one");
    }
    return definition(name, place, depth);
  }

  private int definition(String name, String place, int depth) {
    Integer known = sizes.get(name);
    if (known != null) {
      checkDepth(place, depth + levels.getOrDefault(name, 0));
      return known;
    }
    if (!open.add(name)) {
      throw Problem.badField(
          place, DEFINITIONS + name, "a schema that does not refer back to itself");
    }
    int others = deepest;
    deepest = depth;
    int size = size(root.path("$defs").path(name), DEFINITIONS.substring(2) + name, depth + 1);
    open.remove(name);
    sizes.put(name, size);
    levels.put(name, deepest - depth);
    deepest = Math.max(deepest, others);
    return size;
  }

  /** The name in a reference; what none has where it is no such reference. */
  static String definitionOf(JsonNode reference) {
    String text = reference.asText();
    return text.startsWith(DEFINITIONS) ? text.substring(DEFINITIONS.length()) : "#";
  }

  private static void checkPattern(String place, String pattern) {
    try {
      var _ = LimitedPattern.of(pattern);
    } catch (PatternSyntaxException malformed) {
      throw Problem.badField(
          place, pattern, "a regular expression; here: " + malformed.getDescription());
    }
  }

  private static String shown(JsonNode value) {
    String text = value.isTextual() ? value.textValue() : value.toString();
    return text.length() > 200 ? text.substring(0, 200) + "…" : text;
  }
}
