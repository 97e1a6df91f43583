package dev.carillon.server.platform.idempotency;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.platform.http.Json;
import dev.carillon.server.platform.http.Response;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An answer as it is kept.
 *
 * @param body empty for one without a body
 */
record StoredResponse(int status, Map<String, String> headers, String body) {

  private static final String JSON = "application/json;charset=UTF-8";

  /** What of an answer can be kept; nothing of files, and of what is written while it is sent. */
  static Optional<StoredResponse> of(Response answer) {
    return switch (answer) {
      case Response.Json json -> {
        Map<String, String> headers = new LinkedHashMap<>(Map.of("Content-Type", JSON));
        headers.putAll(json.headers());
        yield Optional.of(
            new StoredResponse(json.status(), headers, new String(Json.write(json.body()), UTF_8)));
      }
      case Response.Text text -> {
        Map<String, String> headers =
            new LinkedHashMap<>(Map.of("Content-Type", text.contentType()));
        headers.putAll(text.headers());
        yield Optional.of(new StoredResponse(text.status(), headers, text.body()));
      }
      case Response.NoContent nothing ->
          Optional.of(new StoredResponse(nothing.status(), Map.of(), ""));
      case Response.Bytes _,
          Response.File _,
          Response.Made _,
          Response.Piecewise _,
          Response.Streamed _,
          Response.Live _,
          Response.Later _ ->
          Optional.empty();
    };
  }

  /** What {@link #text} made. */
  static StoredResponse read(String text) {
    JsonNode members = Json.read(text);
    Map<String, String> headers = new LinkedHashMap<>();
    members
        .path("headers")
        .properties()
        .forEach(h -> headers.put(h.getKey(), h.getValue().asText()));
    return new StoredResponse(
        members.path("status").asInt(), headers, members.path("body").asText());
  }

  /** All of it in one text. */
  String text() {
    return new String(
        Json.write(Map.of("status", status, "headers", headers, "body", body)), UTF_8);
  }

  /** The same answer again, marked as such. */
  Response again() {
    Map<String, String> marked = new LinkedHashMap<>(headers);
    marked.put(Idempotency.REPLAYED, "true");
    return new Response.Bytes(status, body.getBytes(UTF_8), marked);
  }
}
