package dev.carillon.server.platform.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Params;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.request.UnknownName;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether a request is as its operation says; compiled once. */
final class RequestCheck {

  /** What may stand in any call. */
  private static final String AUTHCRED = "authcred";

  private static final String JSON = "application/json";
  private static final Set<String> READING = Set.of("GET", "HEAD");

  private final Map<String, ParameterCheck> parameters = new LinkedHashMap<>();
  private final Set<String> names = new HashSet<>();
  private final boolean anywhere;
  private final boolean bodyRequired;
  private final boolean bodyless;
  private final @Nullable ValueCheck body;

  private RequestCheck(JsonNode operation, JsonNode document) {
    anywhere = operation.path("x-anywhere").asBoolean();
    for (JsonNode parameter : operation.path("parameters")) {
      if (!parameter.path("in").asText().equals("query")) {
        continue;
      }
      String name = parameter.path("name").asText();
      names.add(name);
      parameters.put(name, new ParameterCheck(parameter, document));
    }
    JsonNode content = operation.path("requestBody").path("content");
    for (JsonNode media : content) {
      media.path("schema").path("properties").fieldNames().forEachRemaining(names::add);
    }
    bodyRequired = operation.path("requestBody").path("required").asBoolean();
    bodyless = content.isEmpty() && !anywhere;
    body =
        anywhere || !content.has(JSON)
            ? null
            : new ValueCheck(content.path(JSON).path("schema"), document);
  }

  /**
   * The check of one operation.
   *
   * @param document where its references point to
   * @throws IllegalArgumentException where its schemas say what no check understands
   */
  static RequestCheck of(JsonNode operation, JsonNode document) {
    return new RequestCheck(operation, document);
  }

  private static void refuseFields(JsonNode body) {
    if (!body.isEmpty()) {
      String first = body.isObject() ? body.fieldNames().next() : body.toString();
      throw UnknownName.refused(first, Set.of());
    }
  }

  /**
   * Lets a request pass.
   *
   * @throws Problem 400 naming the field, its value and what is allowed
   */
  void check(Call call) {
    Params params = call.params();
    for (String name : params.names()) {
      ParameterCheck parameter = parameters.get(name);
      if (parameter != null) {
        parameter.check(name, params.all(name));
      } else if (params.text(name).isPresent()
          && !name.equals(AUTHCRED)
          && !(anywhere && names.contains(name))) {
        throw UnknownName.refused(name, anywhere ? names : parameters.keySet());
      }
    }
    if (anywhere) {
      return;
    }
    parameters.forEach(
        (name, parameter) -> {
          if (parameter.required()) {
            params.required(name);
          }
        });
    ValueCheck known = body;
    if (known != null) {
      Optional<JsonNode> given = call.json();
      if (given.isEmpty() && bodyRequired) {
        throw Problem.badRequest("The body must be a JSON object");
      }
      given.ifPresent(json -> known.check("", json));
    } else if (bodyless && !READING.contains(call.method())) {
      call.json().ifPresent(RequestCheck::refuseFields);
    }
  }

  /** Whether a parameter's values are as its schema says. An empty one is an absent one. */
  private static final class ParameterCheck {

    private final boolean required;
    private final boolean list;
    private final ValueCheck value;

    ParameterCheck(JsonNode parameter, JsonNode document) {
      required = parameter.path("required").asBoolean();
      JsonNode schema = parameter.path("schema");
      list = schema.path("type").asText().equals("array");
      value = new ValueCheck(list ? schema.path("items") : schema, document);
    }

    /** Whether it must be there. */
    boolean required() {
      return required;
    }

    /**
     * Lets values pass.
     *
     * @throws Problem 400
     */
    void check(String name, List<String> values) {
      for (String text : values) {
        if (list) {
          for (String item : text.split(",")) {
            checkOne(name, item.strip());
          }
        } else {
          checkOne(name, text.strip());
        }
      }
    }

    private void checkOne(String name, String text) {
      if (!text.isEmpty()) {
        value.check(name, read(name, text));
      }
    }

    /** What the text is for its schema; where it is not, the text, which is then refused. */
    private JsonNode read(String name, String text) {
      if (value.is("boolean")) {
        return switch (text) {
          case "true", "1" -> BooleanNode.TRUE;
          case "false", "0" -> BooleanNode.FALSE;
          default -> throw Problem.badField(name, text, "true, false, 1 or 0");
        };
      }
      if (value.is("integer")) {
        try {
          return LongNode.valueOf(Long.parseLong(text));
        } catch (NumberFormatException notOne) {
          return TextNode.valueOf(text);
        }
      }
      return TextNode.valueOf(text);
    }
  }

  /**
   * Whether a JSON value is as a schema says: the part of JSON Schema that our requests use, told
   * in the words of our errors. A schema with anything else is refused when it is compiled.
   */
  private static final class ValueCheck {

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
          : lengthMax < Integer.MAX_VALUE
              ? "a text of at most " + lengthMax + " characters"
              : "text";
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
}
