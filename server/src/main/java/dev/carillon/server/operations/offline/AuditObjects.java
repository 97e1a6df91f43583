package dev.carillon.server.operations.offline;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.cli.remote.ServerClient;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.cli.terminal.Screen;
import dev.carillon.hooks.event.Ids;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What audit entries are about, in words: of assets the name and whether they were removed, of
 * events and deliveries the name of their asset. A hundred are asked for at a time; those of which
 * nothing is known, or may not be, are shown by their ids.
 */
final class AuditObjects {

  private static final int AT_ONCE = 100;
  private static final String ASSET = "asset";

  private final ServerClient server;
  private final Map<String, String> known = new HashMap<>();

  AuditObjects(ServerClient server) {
    this.server = server;
  }

  /** Asks about the objects of these entries. */
  void ask(List<JsonNode> entries) {
    List<JsonNode> objects = entries.stream().map(entry -> entry.path("object")).toList();
    ask(
        "/api/asset-summaries",
        "ids",
        objects.stream().map(AuditObjects::assets).flatMap(ids -> ids.stream().limit(1)));
    ask("/api/event-summaries", "ids", ids(objects, "event"));
    ask("/api/event-summaries", "deliveries", ids(objects, "delivery"));
  }

  private static Stream<String> ids(List<JsonNode> objects, String type) {
    return objects.stream()
        .filter(object -> object.path("type").asText().equals(type))
        .map(object -> object.path("id").asText())
        .filter(Ids::valid);
  }

  private void ask(String path, String parameter, Stream<String> wanted) {
    List<String> ids = wanted.distinct().toList();
    for (int from = 0; from < ids.size(); from += AT_ONCE) {
      List<String> some = ids.subList(from, Math.min(ids.size(), from + AT_ONCE));
      try {
        JsonNode found = server.get(path, Map.of(parameter, String.join(",", some)));
        found.path("items").forEach(this::know);
      } catch (Failure refused) {
        // events need another licence than the audit log; the ids are shown
        return;
      }
    }
  }

  private void know(JsonNode item) {
    String name = item.path("name").asText("");
    if (item.has("removed")) {
      String gone = item.path("removed").asBoolean() ? " (removed)" : "";
      known.put(item.path("id").asText(), name + gone);
    } else if (item.path("name").isTextual()) {
      known.put(item.path("id").asText(), name);
      item.path("deliveries").forEach(delivery -> known.put(delivery.asText(), name));
    }
  }

  /** What the object of an entry is. */
  String words(JsonNode entry) {
    JsonNode object = entry.path("object");
    if (object.isNull()) {
      return "–";
    }
    String type = object.path("type").asText();
    String id = object.path("id").asText();
    String name = object.path("name").asText();
    List<String> words = new ArrayList<>(List.of(type));
    List<String> assets = assets(object);
    if (!assets.isEmpty() && known.containsKey(assets.getFirst())) {
      words.add(known.getOrDefault(assets.getFirst(), ""));
      if (assets.size() > 1) {
        words.add("and " + (assets.size() - 1) + " more");
      }
    } else {
      words.add(name.isEmpty() ? id : name);
      if (!type.equals(ASSET) && known.containsKey(id)) {
        words.add("· " + known.getOrDefault(id, ""));
      }
    }
    return Screen.printable(String.join(" ", words));
  }

  /** The assets that an entry names by their ids; a long list of them is cut within an id. */
  private static List<String> assets(JsonNode object) {
    if (!object.path("type").asText().equals(ASSET)) {
      return List.of();
    }
    List<String> ids =
        Arrays.stream(object.path("id").asText().split(",", -1)).map(String::strip).toList();
    return Ids.valid(ids.getFirst()) ? ids.stream().filter(Ids::valid).toList() : List.of();
  }
}
