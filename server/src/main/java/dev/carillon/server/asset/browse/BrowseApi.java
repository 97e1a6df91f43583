package dev.carillon.server.asset.browse;

import dev.carillon.server.asset.Asset;
import dev.carillon.server.asset.Assets;
import dev.carillon.server.asset.Guard;
import dev.carillon.server.asset.hit.Seen;
import dev.carillon.server.change.Changes;
import dev.carillon.server.folder.FolderStore;
import dev.carillon.server.folder.Grants;
import dev.carillon.server.folder.Permissions;
import dev.carillon.server.folder.TreePath;
import dev.carillon.server.http.Access;
import dev.carillon.server.http.Call;
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

  /** Clients of the model product that stand nowhere ask for it, and expect nothing in it. */
  private static final String NOWHERE = ".";

  private final Changes changes;
  private final AssetIndex index;
  private final Assets assets;
  private final Guard guard;

  public BrowseApi(Changes changes, AssetIndex index, Seen assets) {
    this.changes = changes;
    this.index = index;
    this.assets = assets.assets();
    this.guard = assets.guard();
  }

  /** Adds the call. */
  public void routes(Routes routes) {
    routes.service("/services/browse", Routes.Effect.READS, Access.USER, this::browse);
  }

  private Response browse(Call call) {
    if (call.params().text("path").orElse("").strip().equals(NOWHERE)) {
      return Response.json(List.of());
    }
    BrowseParams params = BrowseParams.read(call.params());
    Grants grants = guard.grants(call);
    TreePath path = params.path();
    boolean there = path.isRoot() || changes.read(c -> FolderStore.find(c, path)).isPresent();
    if (!there && ownZone(grants, path)) {
      return Response.json(List.of());
    }
    if (!there || (!path.isRoot() && !grants.passes(path))) {
      throw Problem.notFound("folder", path.text());
    }
    return Response.json(listed(call, grants, params, params.fromRoot()));
  }

  /** A user's own zone is made with the first that comes into it; until then it is empty. */
  private static boolean ownZone(Grants grants, TreePath path) {
    return path.parent().same(TreePath.ROOT.child("Users"))
        && path.name().equalsIgnoreCase(grants.username());
  }

  /**
   * What is in a folder; the folder among them that is on the way to the path holds its own.
   * Folders on the way to what the caller sees are there too.
   */
  private List<Map<String, Object>> listed(
      Call call, Grants grants, BrowseParams params, TreePath folder) {
    List<Map<String, Object>> items = new ArrayList<>();
    for (TreePath child : changes.read(c -> FolderChildren.of(c, folder))) {
      boolean onTheWay = params.path().same(child) || params.path().inside(child);
      boolean wanted = params.folders() || (onTheWay && !folder.same(params.path()));
      if (wanted && grants.passes(child)) {
        Map<String, Object> item = item(child.name(), child, true, null, grants.at(child));
        if (onTheWay) {
          item.put("children", listed(call, grants, params, child));
        }
        items.add(item);
      }
    }
    if (params.assets()) {
      for (Asset asset : assets(call, params, folder)) {
        boolean container = asset.metadata().text("assetDomain").equals("container");
        items.add(
            item(
                asset.metadata().text("name"),
                asset.path(),
                false,
                container ? asset.id() : null,
                guard.permissions(call, asset)));
      }
    }
    return items;
  }

  private List<Asset> assets(Call call, BrowseParams params, TreePath folder) {
    String extensions =
        params.extensions().stream()
            .map(extension -> "\"" + extension.replaceAll("[\\\\\"]", "") + "\"")
            .collect(Collectors.joining(" OR ", " AND extension:(", ")"));
    SearchResult found =
        index.search(
            guard.seenBy(
                call,
                new SearchRequest(
                    "folderPath:\""
                        + folder
                        + "\""
                        + (params.extensions().isEmpty() ? "" : extensions),
                    0,
                    ASSETS_MAX,
                    List.of(new SearchRequest.Sort("name", false)))));
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
    return guard.seen(call, assets.list(found.ids()));
  }

  private static Map<String, Object> item(
      String name,
      TreePath path,
      boolean directory,
      @Nullable String containerId,
      Permissions permissions) {
    Map<String, Object> item = new LinkedHashMap<>();
    item.put("name", name);
    item.put("assetPath", path.text());
    item.put("directory", directory);
    item.put("collection", containerId != null);
    item.put("containerId", containerId);
    item.put("browsable", directory);
    item.put("permissionMask", permissions.mask());
    return item;
  }
}
