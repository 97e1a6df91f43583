package dev.carillon.server.platform.http.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Problem;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * The fields of a JSON body below {@code /api}. Names, types and limits were checked before, by the
 * API's description. Null is as absent.
 */
public final class JsonFields {

  private final ObjectNode object;

  private JsonFields(ObjectNode object) {
    this.object = object;
  }

  /** The body of a call; no body is one without fields. */
  public static JsonFields of(Call call) {
    JsonNode body = call.json().orElse(JsonNodeFactory.instance.objectNode());
    if (!(body instanceof ObjectNode object)) {
      throw Problem.badRequest("The body must be a JSON object");
    }
    return new JsonFields(object);
  }

  /** Whether the field is there and not null. */
  public boolean has(String name) {
    return !any(name).isNull();
  }

  /** A text that must be there. */
  public String required(String name) {
    return text(name).orElseThrow(() -> Problem.missing(name));
  }

  /** A text, or a number as one. */
  public Optional<String> text(String name) {
    return has(name) ? Optional.of(any(name).asText()) : Optional.empty();
  }

  /** A whole number. */
  public int number(String name, int absent) {
    return any(name).asInt(absent);
  }

  /** true or false. */
  public boolean flag(String name, boolean absent) {
    return any(name).asBoolean(absent);
  }

  /** A time, such as {@code 2026-11-25T10:00:00Z}. */
  public Optional<Instant> time(String name) {
    return text(name).map(given -> OffsetDateTime.parse(given).toInstant());
  }

  /** An object, whatever is in it. */
  public Optional<ObjectNode> object(String name) {
    return any(name) instanceof ObjectNode found ? Optional.of(found) : Optional.empty();
  }

  /** Whatever it is; null where it is absent. */
  public JsonNode any(String name) {
    JsonNode value = object.get(name);
    return value == null ? JsonNodeFactory.instance.nullNode() : value;
  }

  /** What to throw where a field's value is not allowed. */
  public Problem wrong(String name, String allowed) {
    return new JsonField(name, any(name)).wrong(allowed);
  }
}
