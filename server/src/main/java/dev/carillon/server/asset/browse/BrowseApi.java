package dev.carillon.server.asset.browse;

import dev.carillon.server.asset.Asset;
import dev.carillon.server.asset.Assets;
import dev.carillon.server.asset.Permissions;
import dev.carillon.server.change.Changes;
import dev.carillon.server.folder.FolderStore;
import dev.carillon.server.folder.TreePath;
import dev.carillon.server.http.Access;
import dev.carillon.server.http.Call;
import dev.carillon.server.http.Caller;
import dev.carillon.server.http.Problem;
import dev.carillon.server.http.Response;
import dev.carillon.server.http.Routes;
import dev.carillon.server.search.AssetIndex;
import dev.carillon.server.search.SearchRequest;
import dev.carillon.server.search.SearchResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Lists folders. */
public final class BrowseApi {

  private static final int ASSETS_MAX = 10_000;

  private final Changes changes;
  private final AssetIndex index;
  private final Assets assets;

  public BrowseApi(Changes changes, AssetIndex index, Assets assets) {
    this.changes = changes;
    this.index = index;
    this.assets = assets;
  }

  /** Adds the call. */
  public void routes(Routes routes) {
    routes.service("/services/browse", Routes.Effect.READS, Access.USER, this::browse);
  }

  private Response browse(Call call) {
    BrowseParams params = BrowseParams.read(call.params());
    if (!params.path().isRoot()
        && changes.read(c -> FolderStore.find(c, params.path())).isEmpty()) {
      throw Problem.notFound("folder", params.path().text());
    }
    return Response.json(listed(call.caller(), params, params.fromRoot()));
  }

  /** What is in a folder; the folder among them that is on the way to the path holds its own. */
  private List<Map<String, Object>> listed(Caller caller, BrowseParams params, TreePath folder) {
    List<Map<String, Object>> items = new ArrayList<>();
    for (TreePath child : changes.read(c -> FolderChildren.of(c, folder))) {
      boolean onTheWay = params.path().same(child) || params.path().inside(child);
      if (params.folders() || (onTheWay && !folder.same(params.path()))) {
        Map<String, Object> item =
            item(child.name(), child, true, null, Permissions.of(caller, child));
        if (onTheWay) {
          item.put("children", listed(caller, params, child));
        }
        items.add(item);
      }
    }
    if (params.assets()) {
      for (Asset asset : assets(params, folder)) {
        boolean container = asset.metadata().text("assetDomain").equals("container");
        items.add(
            item(
                asset.metadata().text("name"),
                asset.path(),
                false,
                container ? asset.id() : null,
                Permissions.of(caller, asset)));
      }
    }
    return items;
  }

  private List<Asset> assets(BrowseParams params, TreePath folder) {
    String extensions =
        params.extensions().stream()
            .map(extension -> "\"" + extension.replaceAll("[\\\\\"]", "") + "\"")
            .collect(Collectors.joining(" OR ", " AND extension:(", ")"));
    SearchResult found =
        index.search(
            new SearchRequest(
                "folderPath:\"" + folder + "\"" + (params.extensions().isEmpty() ? "" : extensions),
                0,
                ASSETS_MAX,
                List.of(new SearchRequest.Sort("name", false))));
    if (found.totalHits() > ASSETS_MAX) {
      throw Problem.badRequest(
          "'"
              + folder
              + "' has "
              + found.totalHits()
              + " such assets; at most "
              + ASSETS_MAX
              + " are listed, search for folderPath:\""
              + folder
              + "\" instead");
    }
    return assets.list(found.ids());
  }

  private static Map<String, Object> item(
      String name,
      TreePath path,
      boolean directory,
      @Nullable String containerId,
      String permissions) {
    Map<String, Object> item = new LinkedHashMap<>();
    item.put("name", name);
    item.put("assetPath", path.text());
    item.put("directory", directory);
    item.put("collection", containerId != null);
    item.put("containerId", containerId);
    item.put("browsable", directory);
    item.put("permissionMask", Permissions.mask(permissions));
    return item;
  }
}
