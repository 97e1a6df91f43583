package dev.carillon.server.assets.field;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The values of one subject's fields, in order. A value is a {@link String}, {@link Long}, {@link
 * Double} or a {@link java.util.List} of strings, as the field's {@link FieldType} says; a field
 * without a value is not in it.
 *
 * @param asMap all values by the names of their fields; not modifiable
 */
public record Metadata(Map<String, Object> asMap) {

  /** No value at all. */
  public static final Metadata EMPTY = new Metadata(Map.of());

  public Metadata {
    asMap = Collections.unmodifiableMap(new LinkedHashMap<>(asMap));
  }

  /** These values; the map is copied. */
  public static Metadata of(Map<String, Object> values) {
    return new Metadata(values);
  }

  /** These values and one more, which comes first. */
  public Metadata with(String field, Object value) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put(field, value);
    all.putAll(asMap);
    return of(all);
  }

  /** The value of a field. */
  public Optional<Object> get(String field) {
    return Optional.ofNullable(asMap.get(field));
  }

  /** The value of a text field; empty where it has none. */
  public String text(String field) {
    return asMap.get(field) instanceof String text ? text : "";
  }

  /** The value of a number, date or size; the given one where it has none. */
  public long number(String field, long absent) {
    return asMap.get(field) instanceof Number number ? number.longValue() : absent;
  }

  /** The names of the fields that have a value, in order. */
  public Set<String> names() {
    return asMap.keySet();
  }
}
