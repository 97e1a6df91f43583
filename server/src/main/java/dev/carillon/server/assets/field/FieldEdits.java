package dev.carillon.server.assets.field;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a request wants of an asset's fields.
 *
 * @param byField one for each field that it names
 */
public record FieldEdits(Map<String, FieldEdit> byField) {

  /** Wants nothing. */
  public static final FieldEdits NONE = new FieldEdits(Map.of());

  public FieldEdits {
    byField = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(byField));
  }

  /** The metadata after these edits. */
  public Metadata applyTo(Metadata before) {
    Map<String, Object> values = new LinkedHashMap<>(before.asMap());
    makeIn(values);
    return Metadata.of(values);
  }

  /** Makes these edits in values that belong to the caller. */
  public void makeIn(Map<String, Object> values) {
    byField.forEach(
        (field, edit) -> {
          switch (edit) {
            case FieldEdit.Put(Object value) -> values.put(field, value);
            case FieldEdit.Clear() -> values.remove(field);
            case FieldEdit.Modify modify -> modify(values, field, modify);
          }
        });
  }

  private static void modify(Map<String, Object> values, String field, FieldEdit.Modify modify) {
    List<String> now = new ArrayList<>();
    if (values.get(field) instanceof List<?> old) {
      old.forEach(value -> now.add(String.valueOf(value)));
    }
    now.removeAll(Set.copyOf(modify.removed()));
    now.addAll(modify.added());
    List<String> kept = Coercion.tidy(field, now);
    if (kept.isEmpty()) {
      values.remove(field);
    } else {
      values.put(field, kept);
    }
  }
}
