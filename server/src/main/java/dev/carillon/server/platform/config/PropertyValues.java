package dev.carillon.server.platform.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The values that count: texts that were set and are good; a property that is not among them has
 * its default.
 *
 * @param texts good texts by key
 */
record PropertyValues(Map<String, String> texts) {

  static final PropertyValues NONE = new PropertyValues(Map.of());

  PropertyValues {
    texts = Map.copyOf(texts);
  }

  /** What was read, and what of it does not count. */
  record Reading(PropertyValues values, List<PropertyWarning> warnings) {}

  String text(Property<?> property) {
    return texts.getOrDefault(property.key(), property.standard());
  }

  <T> T value(Property<T> property) {
    return property.type().parse(text(property));
  }

  /** What follows may be a password behind a colon. */
  private static String firstWord(String line) {
    String word = line.strip().split("[\\s:=]", 2)[0];
    return word.equals(line.strip()) ? word : word + "…";
  }

  /**
   * What this file says. Where a value is bad, the one that counted before stays.
   *
   * @param name the file's name, for warnings
   */
  Reading read(PropertyFile file, String name, List<Property<?>> known) {
    Map<String, Property<?>> byKey = new HashMap<>();
    known.forEach(property -> byKey.put(property.key(), property));
    Map<String, String> good = new HashMap<>();
    Map<String, Integer> seen = new HashMap<>();
    List<PropertyWarning> warnings = new ArrayList<>();
    for (PropertyFile.Line line : file.lines()) {
      String where = name + " line " + line.number();
      switch (line) {
        case PropertyFile.Line.Odd odd ->
            warnings.add(
                new PropertyWarning(where, "", "'" + firstWord(odd.text()) + "' is not key=value"));
        case PropertyFile.Line.Assignment(int number, String key, String value) -> {
          Property<?> property = byKey.get(key);
          if (property == null) {
            warnings.add(unknown(where, key, byKey));
            continue;
          }
          Integer before = seen.put(key, number);
          if (before != null) {
            warnings.add(twice(where, key, before));
          }
          accept(property, value, where, good, warnings);
        }
      }
    }
    return new Reading(new PropertyValues(good), warnings);
  }

  private void accept(
      Property<?> property,
      String value,
      String where,
      Map<String, String> good,
      List<PropertyWarning> warnings) {
    String key = property.key();
    try {
      property.type().parse(value);
      good.put(key, value);
    } catch (RuntimeException bad) {
      String stays = text(property);
      good.put(key, stays);
      warnings.add(
          new PropertyWarning(
              where, key, refusal(property, value), "'" + stays + "' stays in force"));
    }
  }

  /** Says that a value is bad and what is allowed. */
  static String refusal(Property<?> property, String value) {
    PropertyType<?> type = property.type();
    return "'" + property.key() + "' is '" + type.shown(value) + "', but must be " + type.allowed();
  }

  /** The value is left out: behind a mistyped key may stand a secret. */
  private static PropertyWarning unknown(String where, String key, Map<String, Property<?>> known) {
    String nearest = NameSuggestion.to(key, known.keySet());
    return new PropertyWarning(
        where, key, "unknown key '" + key + "'; the nearest known key is '" + nearest + "'");
  }

  private static PropertyWarning twice(String where, String key, int before) {
    return new PropertyWarning(
        where, key, "'" + key + "' occurs in line " + before + " too; this line is used");
  }
}
