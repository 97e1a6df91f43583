package dev.carillon.server.assets.field;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Whether there is a value in each field that is required. */
public final class Completeness {

  private static final String FIELD = "metadataComplete";

  private final List<String> required;

  /** By what this registry requires. */
  public Completeness(FieldRegistry registry) {
    this.required = registry.all().stream().filter(Field::required).map(Field::name).toList();
  }

  /** The values, with the one that says it. */
  public Map<String, Object> told(Map<String, Object> values) {
    Map<String, Object> told = new LinkedHashMap<>(values);
    told.put(FIELD, Boolean.toString(required.stream().allMatch(name -> has(values, name))));
    return told;
  }

  private static boolean has(Map<String, Object> values, String name) {
    Object value = values.get(name);
    return value != null && !(value instanceof String text && text.isBlank());
  }
}
