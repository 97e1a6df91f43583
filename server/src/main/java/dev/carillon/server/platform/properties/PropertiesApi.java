package dev.carillon.server.platform.properties;

import dev.carillon.server.platform.config.ClusterKeys;
import dev.carillon.server.platform.config.ClusterProperties;
import dev.carillon.server.platform.config.NameSuggestion;
import dev.carillon.server.platform.config.Property;
import dev.carillon.server.platform.config.PropertyType;
import dev.carillon.server.platform.http.AuditNote;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.request.JsonFields;
import java.util.List;
import java.util.Map;
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
}
