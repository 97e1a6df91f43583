package dev.carillon.server.platform.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.carillon.server.platform.http.Json;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/** Finds what differs between two states of a thing, and hides what is secret in it. */
final class ChangeDiff {

  static final String MASK = "***";

  /** Members whose values may not be in a log, whatever feature they are of. */
  private static final Pattern SECRET =
      Pattern.compile(".*(secret|password|token|credential|headers|pem|privatekey).*");

  private static final int BYTES_MAX = 16 * 1024;

  private ChangeDiff() {}

  /** The members that differ, as they were and as they are. */
  static AuditEntry.Diff of(Map<String, ?> before, Map<String, ?> after) {
    Map<String, Object> was = new LinkedHashMap<>();
    Map<String, Object> became = new LinkedHashMap<>();
    before.forEach(
        (name, value) -> {
          if (!Objects.equals(value, after.get(name))) {
            was.put(name, masked(name, value));
          }
        });
    after.forEach(
        (name, value) -> {
          if (!Objects.equals(value, before.get(name))) {
            became.put(name, masked(name, value));
          }
        });
    return new AuditEntry.Diff(text(was), text(became));
  }

  private static Object masked(String name, Object value) {
    boolean empty =
        value == null || value.equals("") || (value instanceof JsonNode n && n.isNull());
    return SECRET.matcher(name.toLowerCase(Locale.ROOT)).matches() && !empty ? MASK : shown(value);
  }

  private static Object shown(Object value) {
    Map<String, Object> shown = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> members) {
      members.forEach((name, inner) -> shown.put(String.valueOf(name), masked(name + "", inner)));
      return shown;
    }
    if (value instanceof JsonNode node && node.isObject()) {
      node.properties()
          .forEach(one -> shown.put(one.getKey(), masked(one.getKey(), one.getValue())));
      return shown;
    }
    return switch (value) {
      case Collection<?> list -> list.stream().map(ChangeDiff::shown).toList();
      case ArrayNode list -> list.valueStream().map(ChangeDiff::shown).toList();
      case null, default -> value;
    };
  }

  private static String text(Map<String, Object> members) {
    if (members.isEmpty()) {
      return "";
    }
    byte[] json = Json.write(members);
    return json.length <= BYTES_MAX
        ? new String(json, UTF_8)
        : new String(Json.write(Map.of("tooLarge", json.length)), UTF_8);
  }
}
