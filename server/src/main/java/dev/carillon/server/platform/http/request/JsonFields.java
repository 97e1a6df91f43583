package dev.carillon.server.platform.http.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.platform.config.Nearest;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Problem;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The fields of a JSON object in a request, read strictly: one that is not known, or of another
 * type, is a {@link Problem} that names field, value and what is allowed. Null is as absent.
 */
public final class JsonFields {

  /** By this parameter any call may log in. */
  private static final String LOG_IN = "authcred";

  private final ObjectNode object;
  private final String path;

  private JsonFields(ObjectNode object, String path) {
    this.object = object;
    this.path = path;
  }

  /** The body of a call, which may hold these fields; no body is one without fields. */
  public static JsonFields of(Call call, String... known) {
    JsonNode body = call.json().orElse(JsonNodeFactory.instance.objectNode());
    if (!(body instanceof ObjectNode object)) {
      throw Problem.badRequest("The body must be a JSON object");
    }
    return new JsonFields(object, "").knowing(List.of(known));
  }

  /** Refuses query parameters but these. */
  public static void checkParams(Call call, String... known) {
    for (String name : call.params().names()) {
      if (!name.equals(LOG_IN)) {
        checkKnown(name, List.of(known));
      }
    }
  }

  private JsonFields knowing(Collection<String> known) {
    object.fieldNames().forEachRemaining(name -> checkKnown(path + name, prefixed(known)));
    return this;
  }

  private List<String> prefixed(Collection<String> known) {
    return known.stream().map(name -> path + name).toList();
  }

  private static void checkKnown(String name, List<String> known) {
    if (known.contains(name)) {
      return;
    }
    throw Problem.badRequest(
        known.isEmpty()
            ? "There is nothing to say here, but '" + shown(name) + "' was said"
            : "There is no '" + shown(name) + "'; did you mean '" + Nearest.to(name, known) + "'?");
  }

  private static String shown(String name) {
    String printable = name.replaceAll("\\p{Cntrl}", "?");
    return printable.length() <= 100 ? printable : printable.substring(0, 100) + "…";
  }

  /** Whether the field is there and not null. */
  public boolean has(String name) {
    return !value(name).isNull();
  }

  /** A text that must be there. */
  public String required(String name, int max) {
    return text(name, max).orElseThrow(() -> Problem.missing(path + name));
  }

  /** A text of at most so many characters. */
  public Optional<String> text(String name, int max) {
    JsonNode value = value(name);
    if (value.isNull()) {
      return Optional.empty();
    }
    if (!value.isTextual() || value.textValue().length() > max) {
      throw wrong(name, "a text of at most " + max + " characters");
    }
    return Optional.of(value.textValue());
  }

  /** The same, where a number will do too. */
  public Optional<String> textOrNumber(String name, int max) {
    JsonNode value = value(name);
    return value.isIntegralNumber() ? Optional.of(value.asText()) : text(name, max);
  }

  /** A whole number within a range. */
  public int number(String name, int absent, int min, int max) {
    JsonNode value = value(name);
    if (value.isNull()) {
      return absent;
    }
    if (value.canConvertToExactIntegral()
        && value.canConvertToInt()
        && min <= value.intValue()
        && value.intValue() <= max) {
      return value.intValue();
    }
    throw wrong(name, "a whole number from " + min + " to " + max);
  }

  /** true or false. */
  public boolean flag(String name, boolean absent) {
    JsonNode value = value(name);
    if (value.isNull()) {
      return absent;
    }
    if (!value.isBoolean()) {
      throw wrong(name, "true or false");
    }
    return value.booleanValue();
  }

  /** A time, such as {@code 2026-11-25T10:00:00Z}. */
  public Optional<Instant> time(String name) {
    Optional<String> text = text(name, 100);
    try {
      return text.map(given -> OffsetDateTime.parse(given).toInstant());
    } catch (DateTimeException notOne) {
      throw wrong(name, "a time such as 2026-11-25T10:00:00Z");
    }
  }

  /** Whatever it is; null where it is absent. */
  public JsonNode any(String name) {
    return value(name);
  }

  /** An object, whatever is in it. */
  public Optional<ObjectNode> object(String name) {
    JsonNode value = value(name);
    if (value.isNull()) {
      return Optional.empty();
    }
    if (!(value instanceof ObjectNode found)) {
      throw wrong(name, "an object");
    }
    return Optional.of(found);
  }

  /** What to throw where a field's value is not allowed. */
  public Problem wrong(String name, String allowed) {
    JsonNode value = value(name);
    return Problem.badField(
        path + name, value.isTextual() ? value.textValue() : value.toString(), allowed);
  }

  private JsonNode value(String name) {
    JsonNode value = object.get(name);
    return value == null ? JsonNodeFactory.instance.nullNode() : value;
  }
}
