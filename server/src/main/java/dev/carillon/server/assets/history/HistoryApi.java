package dev.carillon.server.assets.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.assets.api.AssetJson;
import dev.carillon.server.assets.asset.Asset;
import dev.carillon.server.assets.asset.AssetPermissions;
import dev.carillon.server.assets.asset.Assets;
import dev.carillon.server.assets.asset.HistoryEntry;
import dev.carillon.server.assets.folder.Permission;
import dev.carillon.server.assets.folder.TreePath;
import dev.carillon.server.assets.folder.UserPermissions;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Iterators;
import dev.carillon.server.platform.http.Json;
import dev.carillon.server.platform.http.JsonPieces;
import dev.carillon.server.platform.http.JsonPieces.Listed;
import dev.carillon.server.platform.http.Params;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.Routes.Effect;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The calls that read the log, and that let integrations write into it. */
public record HistoryApi(
    Assets assets, AssetPermissions assetPermissions, History history, AssetJson hits) {

  private static final String CUSTOM = "CUSTOM_ACTION_";
  private static final int NUM = 50;
  private static final int NUM_MAX = 1000;
  private static final long SEQUENCE_BYTES = 24;
  private static final int DETAILS_CHARS_MAX = 64 * 1024;
  private static final List<String> PLACES = List.of("assetPath", "folderPath", "ancestorPaths");
  private static final Set<String> OWN = Set.of("assetId", "assetID", "action", "authcred");

  /** Adds the calls. */
  public void routes(Routes routes) {
    routes
        .service("/services/asset/history", Effect.READS, RouteAccess.USER, this::history)
        .service("/services/logUsage", Effect.CHANGES, RouteAccess.USER, this::logUsage);
  }

  /** What was done with an asset, or with one that is gone. */
  private Response history(Call call) {
    Params params = call.params();
    String id = params.required("id");
    History.Page page =
        history.page(
            id,
            HistoryActions.of(params),
            params.number("start", 0, 0, Integer.MAX_VALUE),
            params.number("num", NUM, 0, NUM_MAX));
    Optional<Asset> asset = assets.list(List.of(id)).stream().findFirst();
    UserPermissions permissions = assetPermissions.of(call);
    boolean seen =
        asset
            .map(there -> AssetPermissions.permits(permissions, there, Permission.VIEW))
            .orElseGet(() -> !history.lastPaths(List.of(id), permissions).isEmpty());
    if (!seen) {
      throw Problem.notFound("asset", id);
    }
    return JsonPieces.answer(
        new Listed(
            Map.of("totalHits", page.total()),
            "hits",
            Iterators.mapped(
                history.each(id, page, () -> assetPermissions.of(call)),
                entry -> shown(call, entry, asset)),
            Map::of),
        page.sequences().size() * SEQUENCE_BYTES);
  }

  private Map<String, Object> shown(Call call, History.Entry entry, Optional<Asset> asset) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("usageStatsRecord", record(entry, assetPermissions.of(call)));
    shown.put("hit", hit(call, entry, asset));
    shown.put("versionCreatingAction", entry.usage().version() > 0);
    return shown;
  }

  /** Without the places where the asset was and that the caller does not see. */
  private static Map<String, Object> record(History.Entry entry, UserPermissions permissions) {
    HistoryEntry usage = entry.usage();
    boolean here = shows(entry, usage.subject().path(), permissions);
    boolean there = shows(entry, usage.source().path(), permissions);
    JsonNode changed = Json.readStored(usage.changed());
    if (changed instanceof ObjectNode fields && !(here && there)) {
      fields.remove(PLACES);
    }
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("id", usage.id());
    record.put("logDate", usage.at());
    record.put("userName", usage.actor().user());
    record.put("userGroups", List.of());
    record.put("clientType", "");
    record.put("remoteAddr", usage.actor().address());
    record.put("remoteHost", usage.actor().address());
    record.put("action", usage.action());
    record.put("assetId", usage.subject().id());
    record.put("assetPath", here ? usage.subject().path() : "");
    record.put("assetType", usage.subject().type());
    record.put("assetDomain", usage.subject().domain());
    boolean itself = usage.source().id().equals(usage.subject().id());
    record.put("sourceAssetId", there || itself ? usage.source().id() : "");
    record.put("sourceAssetPath", there ? usage.source().path() : "");
    record.put("changedMetadata", changed);
    record.put("details", Json.readStored(usage.details()));
    return record;
  }

  private static boolean shows(History.Entry entry, String path, UserPermissions permissions) {
    return path.isEmpty() || entry.folders().show(new TreePath(path), permissions);
  }

  /** The asset as the version it got then, as long as that is there; else just which asset. */
  private Map<String, Object> hit(Call call, History.Entry entry, Optional<Asset> asset) {
    if (entry.version().isEmpty() || asset.isEmpty()) {
      Map<String, Object> bare = new LinkedHashMap<>();
      bare.put("id", entry.usage().subject().id());
      bare.put("metadata", Map.of());
      return bare;
    }
    return hits.version(call, asset.get(), entry.version().get(), entry.folders());
  }

  /** Any parameter is kept with it, but what logs the caller in. */
  private Response logUsage(Call call) {
    Params params = call.params();
    Asset asset =
        assetPermissions.require(
            call,
            assets.get(params.text("assetID").orElseGet(() -> params.required("assetId"))),
            Permission.VIEW);
    String action = params.required("action");
    if (!action.matches("[0-9A-Za-z_.-]{1,100}")) {
      throw Problem.badField("action", action, "1 to 100 letters, digits and any of _ . -");
    }
    Map<String, Object> details = new LinkedHashMap<>();
    int chars = 0;
    for (String name : params.names()) {
      if (!OWN.contains(name)) {
        List<String> values = params.all(name);
        details.put(name, values.size() == 1 ? values.getFirst() : values);
        chars += name.length() + values.stream().mapToInt(String::length).sum();
      }
    }
    if (chars > DETAILS_CHARS_MAX) {
      throw Problem.tooLarge("The details are longer than " + DETAILS_CHARS_MAX + " characters");
    }
    history.add(action.startsWith(CUSTOM) ? action : CUSTOM + action, asset, details);
    return Response.empty();
  }
}
