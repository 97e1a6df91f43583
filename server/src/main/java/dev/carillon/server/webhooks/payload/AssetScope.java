package dev.carillon.server.webhooks.payload;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.platform.json.JsonBytes;
import java.util.ArrayList;
import java.util.List;

/**
 * Which changes of its assets a webhook gets, and on whose behalf.
 *
 * @param changes what a change must be to the webhook's folders and query, each once, in the order
 *     of the constants; empty = any, as the state shows that the payload shows
 * @param viewer the webhook gets only what this one may see
 */
public record AssetScope(List<FilterChange> changes, Viewer viewer) {

  /** Any change of any asset. */
  public static final AssetScope ALL = new AssetScope(List.of(), Viewer.Unrestricted.ONLY);

  public AssetScope {
    changes = changes.stream().distinct().sorted().toList();
  }

  /** Whether it is asked what a change is to folders and query. */
  public boolean asksChanges() {
    return !changes.isEmpty();
  }

  /** Adds what is not by default. */
  void write(JsonBytes out) {
    if (asksChanges()) {
      out.name("filterChange").array();
      changes.forEach(change -> out.text(change.text()));
      out.endArray();
    }
    switch (viewer) {
      case Viewer.Unrestricted _ -> {}
      case Viewer.OfUser(String username, String id) -> write("user", username, id, out);
      case Viewer.OfGroup(String name, String id) -> write("group", name, id, out);
    }
  }

  private static void write(String kind, String name, String id, JsonBytes out) {
    out.name("onBehalfOf").object();
    out.name(kind).text(name);
    out.name("id").text(id);
    out.endObject();
  }

  /** What {@link #write} added to this object. */
  static AssetScope read(JsonNode root) {
    List<FilterChange> changes = new ArrayList<>();
    root.path("filterChange")
        .forEach(name -> FilterChange.named(name.asText()).ifPresent(changes::add));
    JsonNode viewer = root.path("onBehalfOf");
    String id = viewer.path("id").asText();
    if (viewer.has("user")) {
      return new AssetScope(changes, new Viewer.OfUser(viewer.path("user").asText(), id));
    }
    if (viewer.has("group")) {
      return new AssetScope(changes, new Viewer.OfGroup(viewer.path("group").asText(), id));
    }
    return new AssetScope(changes, Viewer.Unrestricted.ONLY);
  }
}
