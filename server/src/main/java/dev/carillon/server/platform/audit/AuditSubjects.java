package dev.carillon.server.platform.audit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.platform.http.AuditNote.Subject;
import dev.carillon.server.platform.http.AuditedCall;
import dev.carillon.server.platform.http.Json;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.Routes.Route;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

/** What a call is about, read from the call itself where no feature says so. */
final class AuditSubjects {

  /** Things whose id is all that it takes to open them. */
  private static final String AUTH_KEY = "authkey";

  /** Beginnings of paths, and what the things below them are; the first that fits counts. */
  private static final Map<String, String> TYPES = new LinkedHashMap<>();

  static {
    TYPES.put("/services/admin/webhook", "webhook");
    TYPES.put("/api/webhooks", "webhook");
    TYPES.put("/api/deliveries", "delivery");
    TYPES.put("/api/jobs", "job");
    TYPES.put("/api/alerts", "alerts");
    TYPES.put("/api/inspectors", "inspector");
    TYPES.put("/api/groups", "group");
    TYPES.put("/api/folder-rights", "folder");
    TYPES.put("/api/folder", "folder");
    TYPES.put("/services/createFolder", "folder");
    TYPES.put("/api/properties", "property");
    TYPES.put("/api/users", "user");
    TYPES.put("/api/me", "user");
    TYPES.put("/api/tokens", "token");
    TYPES.put("/api/pairings", "pairing");
    TYPES.put("/api/audit", "audit");
    TYPES.put("/api/secrets", "secret");
    TYPES.put("/share/", AUTH_KEY);
    TYPES.put("/api/sharelink", AUTH_KEY);
    TYPES.put("/services/createAuthKey", AUTH_KEY);
    TYPES.put("/services/updateAuthKey", AUTH_KEY);
    TYPES.put("/services/revokeAuthKeys", AUTH_KEY);
    TYPES.put("/services/process", "job");
    TYPES.put("/services/notify", "mail");
    TYPES.put("/services/renditionpreset", "renditionPreset");
    TYPES.put("/services/admin/externalProcessing", "externalEngine");
    TYPES.put("/services/logUsage", "asset");
    TYPES.put("/services/log", "user");
    TYPES.put("/services/apilogin", "user");
    TYPES.put("/services/set", "user");
    TYPES.put("/services/", "asset");
    TYPES.put("/api/asset", "asset");
    TYPES.put("/api/trash", "asset");
  }

  private static final List<String> IDS =
      List.of("id", "name", "username", "ids", "key", "assetPath", "path", "source", "processId");

  private static final int NAME_MAX = 500;

  /** What answers of calls about many things count. */
  private static final List<String> COUNTS = List.of("processedCount", "errorCount", "processId");

  private AuditSubjects() {}

  /** What it is about. */
  static Subject of(AuditedCall call, Response answer) {
    return call.note().subject().orElseGet(() -> read(call, answer));
  }

  private static Subject read(AuditedCall call, Response answer) {
    String type = type(call.route().path());
    if (type.equals(AUTH_KEY)) {
      String called = call.params().text("subject").orElse("");
      return new Subject(type, "", called.substring(0, Math.min(called.length(), NAME_MAX)));
    }
    for (String name : IDS) {
      String id = call.variables().getOrDefault(name, "");
      if (!id.isEmpty()) {
        return new Subject(type, id, "");
      }
    }
    Map<String, String> made = members(answer, List.of("id", "name"));
    if (made.containsKey("id")) {
      return new Subject(type, made.getOrDefault("id", ""), made.getOrDefault("name", ""));
    }
    for (String name : IDS) {
      Optional<String> id = call.params().text(name);
      if (id.isPresent()) {
        return new Subject(type, id.get(), "");
      }
    }
    return type.isEmpty() ? AuditEntry.NOTHING : new Subject(type, "", "");
  }

  /** How many things a call about many was done with. */
  static Map<String, String> counts(Response answer) {
    return members(answer, COUNTS);
  }

  private static String type(String path) {
    for (Map.Entry<String, String> each : TYPES.entrySet()) {
      if (path.startsWith(each.getKey())) {
        return each.getValue();
      }
    }
    return "";
  }

  private static Map<String, String> members(Response answer, List<String> names) {
    if (!(answer instanceof Response.Json(int _, Object body, var _))) {
      return Map.of();
    }
    Map<String, String> found = new LinkedHashMap<>();
    for (String name : names) {
      String value =
          switch (body) {
            case JsonNode node -> node.path(name).asText();
            case Map<?, ?> map -> map.get(name) == null ? "" : String.valueOf(map.get(name));
            case Record counts -> Json.tree(counts).path(name).asText();
            default -> "";
          };
      if (!value.isEmpty()) {
        found.put(name, value);
      }
    }
    return found;
  }

  /** What calls are called in the log, and which of them are too many to be waited for. */
  static final class ActionNames {

    /**
     * What people and programs do with assets all day. Their entries are gathered, not waited for;
     * every other operation is administration.
     */
    static final Set<String> CONTENT =
        Set.of(
            "createAsset",
            "createAssetByGet",
            "updateAsset",
            "updateAssetByGet",
            "updateAssets",
            "updateAssetsByGet",
            "checkOut",
            "checkOutByGet",
            "undoCheckOut",
            "undoCheckOutByGet",
            "promoteVersion",
            "promoteVersionByGet",
            "logUsage",
            "logUsageByGet",
            "createRelation",
            "createRelationByGet",
            "removeRelations",
            "removeRelationsByGet",
            "addToCollection",
            "addToCollectionByGet",
            "removeFromCollection",
            "removeFromCollectionByGet",
            "move",
            "moveByGet",
            "copy",
            "copyByGet",
            "remove",
            "removeByGet",
            "restoreAssets",
            "createFolders",
            "createFoldersByGet",
            "createFolder",
            "updateFolder",
            "createAssetResource",
            "uploadOriginal",
            "uploadOriginalByPost",
            "sendRendition",
            "sendRenditionByPut",
            "sendNamedRendition",
            "sendNamedRenditionByPut",
            "failRendition",
            "createComment",
            "updateComment",
            "removeComment",
            "sendToShare",
            "reviewSharedAsset");

    private final BiFunction<Route, String, String> operationId;
    private final Map<String, String> known = new ConcurrentHashMap<>();

    /**
     * Names them.
     *
     * @param operationId of a route and a method, as the API's description has it; empty = none
     */
    ActionNames(BiFunction<Route, String, String> operationId) {
      this.operationId = operationId;
    }

    /** The operation's id, or else method and path. */
    String name(AuditedCall call) {
      String key = call.method() + " " + call.route().path();
      return known.computeIfAbsent(
          key,
          name -> {
            String id = operationId.apply(call.route(), call.method());
            return id.isEmpty() ? name : id;
          });
    }

    /** Whether the caller waits until its entry is durable. */
    static boolean administrative(String action) {
      return !CONTENT.contains(action);
    }
  }
}
