package dev.carillon.server.platform.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The error answers: in the form of {@code /services}, or as problem+json below {@code /api}. */
final class Errors {

  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("400", "BadRequest"),
          Map.entry("401", "NotLoggedIn"),
          Map.entry("403", "Forbidden"),
          Map.entry("404", "NotFound"),
          Map.entry("409", "Conflict"),
          Map.entry("410", "Gone"),
          Map.entry("413", "PayloadTooLarge"),
          Map.entry("422", "IdempotencyKeyReused"),
          Map.entry("429", "TooManyRequests"),
          Map.entry("500", "InternalError"),
          Map.entry("501", "NotConfigured"),
          Map.entry("502", "MailFailed"),
          Map.entry("503", "ServiceUnavailable"),
          Map.entry("504", "OutcomeUnknown"),
          Map.entry("507", "InsufficientStorage"));

  private static final List<String> ALWAYS = List.of("400", "429", "500", "503", "504");
  private static final List<String> LOGGED_IN = List.of("401", "403");
  private static final List<String> KEYED = List.of("409", "422");

  private final JsonNode meanings;
  private final ObjectNode used = JsonNodeFactory.instance.objectNode();

  /**
   * Errors of these statuses.
   *
   * @param meanings what each means
   */
  Errors(JsonNode meanings) {
    this.meanings = meanings;
  }

  /** The errors that were added to any call. */
  ObjectNode components() {
    return used;
  }

  /**
   * Adds those that a call may answer with, but for statuses that are described already.
   *
   * @param open whether it needs no login
   * @param keyed whether it may have an idempotency key
   */
  void addTo(ObjectNode responses, String path, boolean open, boolean keyed, JsonNode more) {
    TreeSet<String> statuses = new TreeSet<>(ALWAYS);
    if (!open) {
      statuses.addAll(LOGGED_IN);
    }
    if (keyed) {
      statuses.addAll(KEYED);
    }
    more.forEach(status -> statuses.add(status.asText()));
    String kind = path.startsWith("/api/") ? "Problem" : "Error";
    for (String status : statuses) {
      if (!meanings.has(status)) {
        throw new IllegalArgumentException("nothing is said about errors of status " + status);
      }
      if (!responses.has(status)) {
        used.set(kind + status, response(status, kind.equals("Problem")));
        responses.putObject(status).put("$ref", "#/components/responses/" + kind + status);
      }
    }
  }

  private ObjectNode response(String status, boolean problem) {
    ObjectNode response = JsonNodeFactory.instance.objectNode();
    String says = meanings.path(status).asText();
    response.put("description", says);
    ObjectNode content =
        response
            .putObject("content")
            .putObject(problem ? "application/problem+json" : "application/json");
    content
        .putObject("schema")
        .put("$ref", "#/components/schemas/" + (problem ? "Problem" : "ServiceError"));
    String name = NAMES.getOrDefault(status, "Failed");
    ObjectNode example = content.putObject("example");
    if (problem) {
      example.put("type", "about:blank").put("title", name);
      example.put("status", Integer.parseInt(status)).put("detail", says).put("code", name);
    }
    example.put("errorcode", Integer.parseInt(status)).put("errorname", name).put("message", says);
    return response;
  }
}
