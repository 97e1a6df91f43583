package dev.carillon.server.platform.openapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.webhooks.payload.catalogue.EventCatalogue;
import dev.carillon.server.webhooks.payload.catalogue.JsonSchemas;
import java.net.http.HttpResponse;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** Holds what the server answers to what its description says: status, content type, schema. */
public final class Contract {

  /** The description of a server of this build. */
  public static final ObjectNode DOCUMENT =
      new OpenApi(EventCatalogue.load(), "development").document();

  /** All that can be called; of two that fit a path, the one with fewer variables is first. */
  private static final List<Operation> OPERATIONS = operations();

  private static final Map<JsonNode, JsonSchemas> SCHEMAS = new ConcurrentHashMap<>();

  private Contract() {}

  /** The same answer, which must be as its operation says, where it is one of an operation. */
  public static <T> HttpResponse<T> hold(HttpResponse<T> response) {
    byte[] body =
        switch (response.body()) {
          case byte[] bytes -> bytes;
          case String text -> text.getBytes(UTF_8);
          default -> throw new IllegalArgumentException("cannot look into that body");
        };
    hold(
        response.request().method(),
        String.valueOf(response.uri().getRawPath()),
        response.statusCode(),
        response.headers().firstValue("Content-Type").orElse(""),
        body);
    return response;
  }

  /**
   * An answer must be as its operation says, where it is one of an operation.
   *
   * @throws AssertionError where it is not
   */
  public static void hold(String method, String path, int status, String type, byte[] body) {
    Optional<JsonNode> operation = operation(method, path);
    if (operation.isPresent()) {
      String call = method + " " + path + " answered " + status + " " + type;
      JsonNode given = operation.get().path("responses").path(String.valueOf(status));
      if (given.isMissingNode()) {
        throw new AssertionError(call + ", a status that is not described: " + text(body));
      }
      hold(call, resolved(given).path("content"), type, method.equals("HEAD") ? new byte[0] : body);
    }
  }

  /**
   * What a stream tells must be of a kind that is described there, and as that says.
   *
   * @throws AssertionError where it is not
   */
  public static void hold(String stream, String kind, String data) {
    JsonNode media =
        operation("GET", stream).orElseThrow().at("/responses/200/content/text~1event-stream");
    JsonNode schema = media.path("x-events").path(kind);
    if (schema.isMissingNode()) {
      throw new AssertionError(stream + " told a kind that is not described: " + kind);
    }
    List<String> faults = schema(schema).faults(data);
    if (!faults.isEmpty()) {
      throw new AssertionError(stream + " told what is no " + kind + ": " + faults + data);
    }
  }

  private static void hold(String call, JsonNode content, String type, byte[] body) {
    if (body.length == 0) {
      return;
    }
    String bare = type.replaceAll(" *;.*", "").toLowerCase(Locale.ROOT);
    JsonNode media = content.has(bare) ? content.path(bare) : content.path("*/*");
    if (media.isMissingNode()) {
      throw new AssertionError(call + ", a type that is not described: " + text(body));
    }
    if ((bare.equals("application/json") || bare.endsWith("+json")) && content.has(bare)) {
      List<String> faults = schema(media.path("schema")).faults(text(body));
      if (!faults.isEmpty()) {
        throw new AssertionError(call + ", not as its schema says: " + faults + text(body));
      }
    }
  }

  /** A schema of the document. */
  static JsonSchemas schema(JsonNode schema) {
    return SCHEMAS.computeIfAbsent(
        schema,
        s -> {
          ObjectNode whole = DOCUMENT.objectNode();
          whole.putArray("allOf").add(s);
          whole.putObject("components").set("schemas", DOCUMENT.at("/components/schemas"));
          return JsonSchemas.of(whole.toString());
        });
  }

  private static Optional<JsonNode> operation(String method, String rawPath) {
    String path =
        rawPath.replaceAll(";[^/]*", "").replaceFirst("^/app/", "/").replaceAll("(?<=.)/+$", "");
    String verb = method.toLowerCase(Locale.ROOT);
    return OPERATIONS.stream()
        .filter(each -> each.method().equals(verb) && each.path().matcher(path).matches())
        .findFirst()
        .map(Operation::described);
  }

  private static List<Operation> operations() {
    return DOCUMENT.path("paths").properties().stream()
        .sorted(Comparator.comparingInt(path -> path.getKey().split("\\{").length))
        .flatMap(
            path ->
                path.getValue().properties().stream()
                    .map(
                        each ->
                            new Operation(
                                each.getKey(),
                                Pattern.compile(pattern(path.getKey())),
                                each.getValue())))
        .toList();
  }

  private static String pattern(String template) {
    return template
        .replace(".", "\\.")
        .replaceAll("/\\{rest}$", "(/.*)?")
        .replaceAll("\\{[^}]+}", "[^/]+");
  }

  private static JsonNode resolved(JsonNode given) {
    String ref = given.path("$ref").asText();
    return ref.isEmpty() ? given : DOCUMENT.at(ref.substring(1));
  }

  private static String text(byte[] body) {
    return new String(body, UTF_8);
  }

  private record Operation(String method, Pattern path, JsonNode described) {}
}
