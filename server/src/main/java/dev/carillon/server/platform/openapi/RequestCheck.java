package dev.carillon.server.platform.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Params;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.request.UnknownName;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
}
