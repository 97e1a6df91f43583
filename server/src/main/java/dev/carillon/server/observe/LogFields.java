package dev.carillon.server.observe;

import java.util.LinkedHashMap;
import java.util.Map;

/** What one line of the log says, field by field. Empty fields are left out. */
final class LogFields {

  private final Map<String, Object> fields = new LinkedHashMap<>();

  LogFields with(String name, String value) {
    if (!value.isEmpty()) {
      fields.put(name, value);
    }
    return this;
  }

  LogFields with(String name, long value) {
    fields.put(name, value);
    return this;
  }

  Map<String, Object> all() {
    return fields;
  }
}
