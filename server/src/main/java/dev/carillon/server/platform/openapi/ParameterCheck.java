package dev.carillon.server.platform.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.carillon.server.platform.http.Problem;
import java.util.List;

/** Whether a parameter's values are as its schema says. An empty one is an absent one. */
final class ParameterCheck {

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
