package dev.carillon.server.platform.properties;

import dev.carillon.server.platform.config.ClusterKeys;
import dev.carillon.server.platform.config.ClusterProperties;
import dev.carillon.server.platform.config.NameSuggestion;
import dev.carillon.server.platform.config.Property;
import dev.carillon.server.platform.config.PropertyType;
import dev.carillon.server.platform.config.PropertyWarning;
import dev.carillon.server.platform.http.AuditNote;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.request.JsonFields;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code /api/properties}: every cluster property with its meaning, and setting them. */
public record PropertiesApi(ClusterProperties properties) {

  /** Adds the calls. */
  public void routes(Routes routes) {
    routes
        .group("/api/properties", RouteAccess.SERVER_ADMIN)
        .get("", this::list)
        .get("/{name}", this::get)
        .put("/{name}", this::set)
        .delete("/{name}", this::reset);
  }

  private Response list(Call call) {
    return Response.json(ClusterKeys.ALL.stream().map(this::shown).toList());
  }

  private Response get(Call call) {
    return Response.json(shown(named(call)));
  }

  private Response set(Call call) {
    Property<?> property = named(call);
    String value = value(call);
    String before = properties.text(property);
    try {
      properties.set(property.key(), value);
    } catch (IllegalArgumentException refused) {
      String allowed = property.type().allowed();
      throw Problem.badField(property.key(), property.type().shown(value), allowed);
    }
    note(property, before);
    return Response.json(shown(property));
  }

  private Response reset(Call call) {
    Property<?> property = named(call);
    String before = properties.text(property);
    properties.reset(property);
    note(property, before);
    return Response.json(shown(property));
  }

  private void note(Property<?> property, String before) {
    PropertyType<?> type = property.type();
    AuditNote.current()
        .about("property", property.key(), "")
        .changed(
            Map.of("value", type.shown(before)),
            Map.of("value", type.shown(properties.text(property))));
  }

  private Map<String, @Nullable Object> shown(Property<?> property) {
    return PropertyJson.of(
        property,
        properties.text(property),
        properties.isSet(property),
        PropertyJson.warning(property, properties.warnings(), ClusterKeys.ALL));
  }

  private static Property<?> named(Call call) {
    String name = call.variable("name");
    List<String> keys = ClusterKeys.ALL.stream().<String>map(Property::key).toList();
    int index = keys.indexOf(name);
    if (index < 0) {
      Problem unknown = Problem.notFound("property", name);
      throw new Problem(
          404,
          unknown.name(),
          unknown.message() + "; the nearest is '" + NameSuggestion.to(name, keys) + "'");
    }
    return ClusterKeys.ALL.get(index);
  }

  private static String value(Call call) {
    return JsonFields.of(call).required("value");
  }

  /** A property as answers show it. */
  static final class PropertyJson {

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
}
