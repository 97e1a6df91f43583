package dev.carillon.server.assets.resource;

import dev.carillon.server.assets.field.Field;
import dev.carillon.server.assets.field.FieldGroup;
import dev.carillon.server.assets.field.FieldRegistry;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@code /api/fields}: the declared fields in their groups, for programs that make forms of them.
 */
public record FieldsApi(FieldRegistry registry) {

  /** Adds the call. */
  public void routes(Routes routes) {
    routes.group("/api/fields", RouteAccess.USER).get("", this::list);
  }

  private Response list(Call call) {
    return Response.json(
        Map.of("groups", registry.groups().stream().map(FieldsApi::json).toList()));
  }

  private static Map<String, Object> json(FieldGroup group) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", group.name());
    json.put("kinds", List.copyOf(group.kinds()));
    json.put("fields", group.fields().stream().map(FieldsApi::json).toList());
    return json;
  }

  private static Map<String, Object> json(Field field) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", field.name());
    json.put("label", field.label());
    json.put("type", field.type().name().toLowerCase(Locale.ROOT));
    json.put("multiValue", field.multiValue());
    json.put("editable", field.editable());
    json.put("searchable", field.searchable());
    json.put("required", field.required());
    json.put("own", field.own());
    List<Map<String, String>> choices = new ArrayList<>();
    field.choices().forEach((value, label) -> choices.add(choice(value, label)));
    json.put("choices", choices);
    return json;
  }

  private static Map<String, String> choice(String value, String label) {
    Map<String, String> json = new LinkedHashMap<>();
    json.put("value", value);
    json.put("label", label);
    return json;
  }
}
