package dev.carillon.server.platform.properties;

import dev.carillon.server.platform.config.NameSuggestion;
import dev.carillon.server.platform.config.Property;
import dev.carillon.server.platform.config.PropertyType;
import dev.carillon.server.platform.config.PropertyWarning;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A property as answers show it. */
final class PropertyJson {

  private PropertyJson() {}

  /**
   * The JSON of one.
   *
   * @param value the text that counts
   * @param set whether it comes from the file
   * @param warning what is wrong about it; empty where nothing is
   */
  static Map<String, @Nullable Object> of(
      Property<?> property, String value, boolean set, String warning) {
    PropertyType<?> type = property.type();
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("name", property.key());
    json.put("meaning", String.join(" ", property.meaning()));
    json.put("type", type.kind());
    json.put("allowed", type.allowed());
    json.put("choices", type.choices());
    json.put("default", type.shown(property.standard()));
    json.put("value", type.shown(value));
    json.put("source", set ? "file" : "default");
    json.put("needsRestart", false); // each is applied while the server runs
    json.put("warning", warning.isEmpty() ? null : warning);
    json.put("secret", type.secret());
    return json;
  }

  /** What is wrong in the file about this property, or about a key that probably means it. */
  static String warning(
      Property<?> property, List<PropertyWarning> warnings, List<Property<?>> all) {
    List<String> keys = all.stream().<String>map(Property::key).toList();
    return warnings.stream()
        .filter(warning -> !warning.key().isEmpty())
        .filter(warning -> NameSuggestion.to(warning.key(), keys).equals(property.key()))
        .map(PropertyWarning::toString)
        .collect(Collectors.joining(". "));
  }
}
