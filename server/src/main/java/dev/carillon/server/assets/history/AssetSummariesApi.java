package dev.carillon.server.assets.history;

import dev.carillon.hooks.event.Ids;
import dev.carillon.server.assets.api.AssetJson;
import dev.carillon.server.assets.asset.Asset;
import dev.carillon.server.assets.asset.AssetPermissions;
import dev.carillon.server.assets.asset.Assets;
import dev.carillon.server.assets.folder.TreePath;
import dev.carillon.server.assets.folder.UserPermissions;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /api/asset-summaries}: what some assets are called and where they are, in a line each,
 * for lists that name assets by their ids. Of removed ones the history says it. Four statements
 * read all of them.
 */
public record AssetSummariesApi(
    Assets assets, AssetPermissions assetPermissions, History history, AssetJson hits) {

  private static final int IDS_MAX = 100;
  private static final String THUMBNAIL = "thumbnailUrl";

  /** Adds the call. */
  public void routes(Routes routes) {
    routes.group("/api/asset-summaries", RouteAccess.USER).get("", this::list);
  }

  private Response list(Call call) {
    List<String> ids = ids(call.params().required("ids"));
    UserPermissions permissions = assetPermissions.of(call);
    List<Map<String, @Nullable Object>> items = new ArrayList<>();
    Set<String> there = new HashSet<>();
    for (Iterator<Asset> each = assets.each(ids); each.hasNext(); ) {
      Asset asset = each.next();
      there.add(asset.id());
      if (permissions.sees(asset.path().parent())) {
        Map<String, @Nullable Object> one = summary(asset.id(), asset.path(), false);
        one.put(THUMBNAIL, hits.hit(call, asset, List.of("id")).get(THUMBNAIL));
        items.add(one);
      }
    }
    List<String> gone = ids.stream().filter(id -> !there.contains(id)).toList();
    history.lastPaths(gone, permissions).forEach((id, path) -> items.add(summary(id, path, true)));
    return Response.json(Map.of("items", items));
  }

  private static List<String> ids(String given) {
    List<String> ids = Stream.of(given.split(",", -1)).map(String::strip).distinct().toList();
    if (ids.size() > IDS_MAX) {
      throw Problem.badField("ids", ids.size() + " ids", "at most " + IDS_MAX + " ids of assets");
    }
    for (String id : ids) {
      if (!Ids.valid(id)) {
        throw Problem.badField("ids", id, "ids of assets, separated by commas");
      }
    }
    return ids;
  }

  private static Map<String, @Nullable Object> summary(String id, TreePath path, boolean removed) {
    Map<String, @Nullable Object> summary = new LinkedHashMap<>();
    summary.put("id", id);
    summary.put("name", path.name());
    summary.put("path", path.text());
    summary.put("removed", removed);
    summary.put(THUMBNAIL, null);
    return summary;
  }
}
