package dev.carillon.server.platform.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.request.UnknownName;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether a JSON value is as a schema says: the part of JSON Schema that our requests use, told in
 * the words of our errors. A schema with anything else is refused when it is compiled.
 */
final class ValueCheck {

  private static final Set<String> UNDERSTOOD =
      Set.of(
          "type",
          "enum",
          "minimum",
          "maximum",
          "maxLength",
          "pattern",
          "format",
          "items",
          "properties",
          "required",
          "additionalProperties",
          "description",
          "default",
          "example",
          "x-allowed");

  private final List<String> types = new ArrayList<>();
  private final List<String> allowedTexts = new ArrayList<>();
  private final List<String> required = new ArrayList<>();
  private final Map<String, ValueCheck> properties = new HashMap<>();
  private final long minimum;
  private final long maximum;
  private final int lengthMax;
  private final boolean time;
  private final boolean open;
  private final @Nullable Pattern pattern;
  private final @Nullable ValueCheck items;
  private final @Nullable ValueCheck others;
  private final String allowed;

  ValueCheck(JsonNode given, JsonNode document) {
    JsonNode schema = resolved(given, document);
    schema
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!UNDERSTOOD.contains(name)) {
                throw new IllegalArgumentException("requests are not checked for " + name);
              }
            });
    texts(schema.path("type"), types);
    texts(schema.path("enum"), allowedTexts);
    texts(schema.path("required"), required);
    minimum = schema.path("minimum").asLong(Long.MIN_VALUE);
    maximum = schema.path("maximum").asLong(Long.MAX_VALUE);
    lengthMax = schema.path("maxLength").asInt(Integer.MAX_VALUE);
    time = schema.path("format").asText().equals("date-time");
    pattern = schema.has("pattern") ? Pattern.compile(schema.path("pattern").asText()) : null;
    items = schema.has("items") ? new ValueCheck(schema.path("items"), document) : null;
    JsonNode more = schema.path("additionalProperties");
    others = more.isObject() ? new ValueCheck(more, document) : null;
    open = more.asBoolean() || (others == null && !schema.has("properties"));
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      properties.put(property.getKey(), new ValueCheck(property.getValue(), document));
    }
    allowed = schema.has("x-allowed") ? schema.path("x-allowed").asText() : words();
  }

  /** Whether values may be of this type. */
  boolean is(String type) {
    return types.contains(type);
  }

  /**
   * Lets a value pass.
   *
   * @param path where it stands; empty = it is the whole body
   * @throws Problem 400 naming the place, the value and what is allowed
   */
  void check(String path, JsonNode value) {
    boolean typed = types.isEmpty() || types.stream().anyMatch(type -> isOf(type, value));
    if (!typed) {
      throw path.isEmpty()
          ? Problem.badRequest("The body must be a JSON " + types.getFirst())
          : wrong(path, value);
    }
    if (value.isNull()) {
      return;
    }
    if (value.isTextual()) {
      checkText(path, value);
    } else if (value.isIntegralNumber()) {
      boolean within =
          value.canConvertToLong() && value.asLong() >= minimum && value.asLong() <= maximum;
      if (!within) {
        throw wrong(path, value);
      }
    } else if (value.isArray() && items != null) {
      for (int i = 0; i < value.size(); i++) {
        items.check(path + "[" + i + "]", value.get(i));
      }
    } else if (value.isObject()) {
      checkObject(path, value);
    }
  }

  private void checkText(String path, JsonNode value) {
    String text = value.textValue();
    if ((!allowedTexts.isEmpty() && !allowedTexts.contains(text))
        || text.length() > lengthMax
        || (pattern != null && !pattern.matcher(text).find())
        || (time && !isTime(text))) {
      throw wrong(path, value);
    }
  }

  private void checkObject(String path, JsonNode object) {
    String prefix = path.isEmpty() ? "" : path + ".";
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      ValueCheck known = properties.getOrDefault(entry.getKey(), others);
      if (known != null) {
        known.check(prefix + entry.getKey(), entry.getValue());
      } else if (!open) {
        throw UnknownName.refused(prefix + entry.getKey(), properties.keySet());
      }
    }
    for (String name : required) {
      if (!object.has(name)) {
        throw Problem.missing(prefix + name);
      }
    }
  }

  private Problem wrong(String path, JsonNode value) {
    return Problem.badField(path, value.isTextual() ? value.textValue() : value + "", allowed);
  }

  private String words() {
    String words =
        switch (types.isEmpty() ? "" : types.getFirst()) {
          case "integer" -> numberWords();
          case "number" -> "a number";
          case "boolean" -> "true or false";
          case "array" -> "an array";
          case "object" -> "an object";
          default -> textWords();
        };
    return types.contains("null") ? words + ", or null" : words;
  }

  private String numberWords() {
    return minimum == Long.MIN_VALUE
        ? "a whole number"
        : maximum == Long.MAX_VALUE
            ? "a whole number from " + minimum
            : "a whole number from " + minimum + " to " + maximum;
  }

  private String textWords() {
    if (!allowedTexts.isEmpty()) {
      return "one of " + String.join(", ", allowedTexts);
    }
    if (pattern != null) {
      throw new IllegalArgumentException("x-allowed must say what the pattern means: " + pattern);
    }
    return time
        ? "a time such as 2026-11-25T10:00:00.000Z"
        : lengthMax < Integer.MAX_VALUE ? "a text of at most " + lengthMax + " characters" : "text";
  }

  private static boolean isOf(String type, JsonNode value) {
    return switch (type) {
      case "string" -> value.isTextual();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      case "array" -> value.isArray();
      case "object" -> value.isObject();
      case "null" -> value.isNull();
      default -> throw new IllegalArgumentException("no type of JSON Schema: " + type);
    };
  }

  private static boolean isTime(String text) {
    try {
      OffsetDateTime.parse(text);
      return true;
    } catch (DateTimeException notOne) {
      return false;
    }
  }

  private static JsonNode resolved(JsonNode schema, JsonNode document) {
    String ref = schema.path("$ref").asText();
    return ref.isEmpty() ? schema : document.at(ref.substring(1));
  }

  private static void texts(JsonNode node, List<String> texts) {
    if (node.isTextual()) {
      texts.add(node.textValue());
    }
    node.forEach(text -> texts.add(text.asText()));
  }
}
