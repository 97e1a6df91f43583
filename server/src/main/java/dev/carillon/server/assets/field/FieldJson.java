package dev.carillon.server.assets.field;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** Shows metadata in answers: dates, sizes and choices with a readable form beside the value. */
public record FieldJson(FieldRegistry registry, DisplayFormats formats) {

  /** All fields that have a value. */
  public Map<String, Object> all(Metadata metadata) {
    return some(metadata, metadata.names());
  }

  /** The fields that have a value, in this order. */
  public Map<String, Object> some(Metadata metadata, Collection<String> fields) {
    Map<String, Object> shown = LinkedHashMap.newLinkedHashMap(fields.size());
    for (String name : fields) {
      Object value = metadata.asMap().get(name);
      if (value != null) {
        shown.put(name, shown(name, value));
      }
    }
    return shown;
  }

  private Object shown(String name, Object value) {
    Field field = registry.find(name).orElse(null);
    if (field == null) {
      return value;
    }
    return switch (field.type()) {
      case TEXT, NUMBER, DECIMAL -> value;
      case CHOICE -> pair(value, field.choices().getOrDefault(value, String.valueOf(value)));
      case DATE -> value instanceof Long day ? pair(day, formats.date(day)) : value;
      case DATETIME -> value instanceof Long time ? pair(time, formats.dateTime(time)) : value;
      case SIZE -> value instanceof Long bytes ? pair(bytes, formats.size(bytes)) : value;
    };
  }

  private static Map<String, Object> pair(Object value, String formatted) {
    Map<String, Object> pair = LinkedHashMap.newLinkedHashMap(2);
    pair.put("value", value);
    pair.put("formatted", formatted);
    return pair;
  }
}
