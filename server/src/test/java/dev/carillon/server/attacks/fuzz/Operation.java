package dev.carillon.server.attacks.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.platform.openapi.Contract;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One operation of the description.
 *
 * @param method upper case
 * @param path with its variables in braces
 * @param described the operation's own part
 * @param variables the parameters in its path
 */
public record Operation(String method, String path, JsonNode described, JsonNode variables) {

  /** All there are. */
  public static List<Operation> all() {
    List<Operation> all = new ArrayList<>();
    for (Map.Entry<String, JsonNode> item : Contract.DOCUMENT.path("paths").properties()) {
      JsonNode variables = item.getValue().path("parameters");
      for (Map.Entry<String, JsonNode> operation : item.getValue().properties()) {
        if (!operation.getKey().equals("parameters")) {
          String method = operation.getKey().toUpperCase(Locale.ROOT);
          all.add(new Operation(method, item.getKey(), operation.getValue(), variables));
        }
      }
    }
    return all;
  }

  public String id() {
    return described.path("operationId").asText();
  }

  /** Who may call it, as the description says. */
  public String access() {
    return described.path("x-access").asText();
  }

  /** The parameters in its query. */
  public List<JsonNode> query() {
    return parameters("query");
  }

  /** The headers that it must have, with their examples. */
  Map<String, String> headers() {
    return parameters("header").stream()
        .filter(parameter -> parameter.path("required").asBoolean())
        .collect(
            Collectors.toMap(
                parameter -> parameter.path("name").asText(),
                parameter -> parameter.path("example").asText()));
  }

  private List<JsonNode> parameters(String in) {
    return described
        .path("parameters")
        .valueStream()
        .filter(parameter -> parameter.path("in").asText().equals(in))
        .toList();
  }

  /** Whether requests are held to the description before they are answered. */
  boolean strict() {
    return path.startsWith("/api/");
  }

  /** Whether its parameters may stand anywhere, so that their places are not wrong ones. */
  boolean loose() {
    return described.has("x-anywhere") || described.has("x-more-fields");
  }

  /** Whether the answer goes on as long as somebody listens. */
  public boolean live() {
    return described.at("/responses/200/content").has("text/event-stream");
  }

  /** A part of the document that may be named instead of said. */
  public static JsonNode resolved(JsonNode given) {
    String ref = given.path("$ref").asText();
    return ref.isEmpty() ? given : Contract.DOCUMENT.at(ref.substring(1));
  }

  @Override
  public String toString() {
    return id() + " (" + method + " " + path + ")";
  }
}
