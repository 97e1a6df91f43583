package dev.carillon.server.webhooks.registration;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.validation.Violation;
import dev.carillon.hooks.webhook.HeaderNames;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.request.JsonField;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The request headers that an administrator adds. Their values are secrets: shown masked only. */
public final class CustomHeaders {

  /** Stands for a value in responses, and for "unchanged" when it comes back. */
  public static final String MASK = "********";

  private CustomHeaders() {}

  /**
   * The headers of a JSON object of names and values.
   *
   * @throws Problem 400 where one is not allowed, or masked
   */
  public static Map<String, String> read(String field, JsonNode object) {
    return unmasked(read(new JsonField(field, object)), Map.of());
  }

  /** The headers of a JSON object of names and values, checked; masked values stay masked. */
  static Map<String, String> read(JsonField field) {
    List<JsonField> entries = field.properties();
    if (entries.size() > HeaderNames.COUNT_MAX) {
      throw field.wrong("an object of at most " + HeaderNames.COUNT_MAX + " headers");
    }
    Map<String, String> headers = new LinkedHashMap<>();
    Map<String, String> spellings = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (JsonField entry : entries) {
      checkName(field.name(), entry.name());
      if (spellings.put(entry.name(), entry.name()) != null) {
        throw Problem.badField(field.name(), entry.name(), "a header that occurs only once");
      }
      headers.put(entry.name(), value(entry.within(field.name())));
    }
    return headers;
  }

  private static void checkName(String field, String name) {
    if (HeaderNames.reserved(name)) {
      throw Problem.badField(field, name, "a header that the server does not set itself");
    }
    if (!HeaderNames.valid(name) || name.length() > HeaderNames.LENGTH_MAX) {
      throw Problem.badField(field, name, HeaderNames.ALLOWED_NAME);
    }
  }

  /** A wrong value is a secret all the same: the message does not repeat it. */
  private static String value(JsonField entry) {
    if (!entry.value().isTextual() || !HeaderNames.valueAllowed(entry.value().textValue())) {
      throw Problem.badField(entry.name(), Violation.HIDDEN, HeaderNames.ALLOWED_VALUE);
    }
    return entry.value().textValue().strip();
  }

  /**
   * The headers to store: masked values are taken from those stored before.
   *
   * @throws Problem 400 where a masked value has nothing behind it
   */
  static Map<String, String> unmasked(Map<String, String> given, Map<String, String> stored) {
    Map<String, String> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    byName.putAll(stored);
    Map<String, String> headers = new LinkedHashMap<>();
    given.forEach(
        (name, value) -> {
          String before = byName.get(name);
          if (value.equals(MASK) && before == null) {
            throw Problem.badField(
                "customHeaders." + name,
                MASK,
                "a value, because no stored value exists that could stay unchanged");
          }
          headers.put(name, value.equals(MASK) && before != null ? before : value);
        });
    return headers;
  }

  /** The headers as responses show them. */
  static Map<String, String> masked(Map<String, String> headers) {
    Map<String, String> masked = new LinkedHashMap<>();
    headers.keySet().forEach(name -> masked.put(name, MASK));
    return masked;
  }
}
