package dev.carillon.server.assets.preview;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.assets.bulk.BulkResult;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Params;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.Routes.Effect;
import dev.carillon.server.platform.http.request.JsonField;
import java.util.List;
import java.util.Optional;

/** {@code /services/renditionpreset}: settings for renditions under a name. */
public record RenditionPresetsApi(RenditionPresets presets) {

  private static final String PATH = "/services/renditionpreset/";
  private static final String TYPE = "IMAGE_PRESET";
  private static final int NAME_MAX = 100;
  private static final int ID_LENGTH_MAX = 100;
  private static final int GROUPS_MAX = 100;
  private static final int IDS_MAX = 200;

  /** Adds the calls. */
  public void routes(Routes routes) {
    routes
        .service(PATH + "list", Effect.READS, RouteAccess.USER, this::list)
        .service(PATH + "listAll", Effect.READS, RouteAccess.SUPER_USER, this::listAll)
        .service(PATH + "save", Effect.CHANGES, RouteAccess.USER, this::save)
        .service(PATH + "remove", Effect.CHANGES, RouteAccess.USER, this::remove);
  }

  private Response list(Call call) {
    return Response.json(json(presets.seenBy(call.caller())));
  }

  private Response listAll(Call call) {
    return Response.json(json(presets.all()));
  }

  private Response save(Call call) {
    JsonNode body = call.json().orElse(JsonNodeFactory.instance.objectNode());
    if (!body.isObject()) {
      throw Problem.badRequest("The body must be a JSON object: a preset, or its settings");
    }
    Optional<RenditionPreset> before =
        call.params().text("id").map(id -> presets.changeable(id, call.caller()));
    return Response.json(json(presets.save(draft(call, body, before), call.caller())));
  }

  private static RenditionPreset draft(Call call, JsonNode body, Optional<RenditionPreset> before) {
    JsonNode settings = settings(body);
    if (settings.isEmpty() && before.isEmpty()) {
      throw Problem.badRequest(
          "The settings are missing: send them as a JSON body, such as {\"format\": \"jpg\","
              + " \"maxWidth\": 800}");
    }
    return new RenditionPreset(
        before.map(RenditionPreset::id).orElse(""),
        name(call, before),
        "",
        new JsonField("sharedWithAuthKey", body.path("sharedWithAuthKey"))
            .flag(before.map(RenditionPreset::sharedWithAuthKey).orElse(false)),
        groups(body, before.map(RenditionPreset::sharedWithGroups).orElse(List.of())),
        settings.isEmpty() ? before.orElseThrow().settings() : PresetSettings.read(settings));
  }

  /** The body is the settings, or a preset that has them. */
  private static JsonNode settings(JsonNode body) {
    if (body.hasNonNull("renditionSettings")) {
      return body.path("renditionSettings");
    }
    ObjectNode rest = body.deepCopy();
    return rest.remove(
        List.of(
            "id",
            "name",
            "type",
            "creator",
            "sharedWithAuthKey",
            "sharedWithGroups",
            "renditionSettings"));
  }

  private static String name(Call call, Optional<RenditionPreset> before) {
    String name =
        call.params()
            .text("name")
            .or(() -> before.map(RenditionPreset::name))
            .orElseThrow(() -> Problem.missing("name"))
            .strip();
    if (name.isEmpty()
        || name.length() > NAME_MAX
        || name.chars().anyMatch(Character::isISOControl)) {
      throw Problem.badField(
          "name", name, "a text on one line of 1 to " + NAME_MAX + " characters");
    }
    return name;
  }

  private static List<String> groups(JsonNode body, List<String> before) {
    JsonField field = new JsonField("sharedWithGroups", body.path("sharedWithGroups"));
    return field.none()
        ? before
        : field.elements(GROUPS_MAX).stream()
            .map(each -> each.filledText(ID_LENGTH_MAX))
            .distinct()
            .toList();
  }

  private Response remove(Call call) {
    List<String> ids =
        Params.split(call.params().list("ids").orElseThrow(() -> Problem.missing("ids")));
    if (ids.isEmpty() || ids.size() > IDS_MAX) {
      throw Problem.badRequest("'ids' must name 1 to " + IDS_MAX + " presets");
    }
    int removed = 0;
    for (String id : ids) {
      try {
        presets.remove(id, call.caller());
        removed++;
      } catch (Problem refused) {
        // it counts as an error
      }
    }
    return Response.json(new BulkResult(removed, ids.size() - removed));
  }

  private static ArrayNode json(List<RenditionPreset> all) {
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    all.forEach(preset -> json.add(json(preset)));
    return json;
  }

  private static ObjectNode json(RenditionPreset preset) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", preset.id());
    json.put("name", preset.name());
    json.put("type", TYPE);
    json.put("creator", preset.creator());
    json.put("sharedWithAuthKey", preset.sharedWithAuthKey());
    ArrayNode groups = json.putArray("sharedWithGroups");
    preset.sharedWithGroups().forEach(groups::add);
    json.set("renditionSettings", preset.settings().json());
    return json;
  }
}
