package dev.carillon.server.assets.search;

import dev.carillon.server.assets.api.AssetJson;
import dev.carillon.server.assets.asset.Asset;
import dev.carillon.server.assets.asset.AssetPermissions;
import dev.carillon.server.assets.asset.Assets;
import dev.carillon.server.assets.folder.FolderStore;
import dev.carillon.server.assets.folder.Permissions;
import dev.carillon.server.assets.folder.TreePath;
import dev.carillon.server.assets.folder.UserPermissions;
import dev.carillon.server.assets.search.index.AssetSearch;
import dev.carillon.server.assets.search.index.SearchRequest;
import dev.carillon.server.assets.search.index.SearchResult;
import dev.carillon.server.platform.database.Changes;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Iterators;
import dev.carillon.server.platform.http.JsonPieces;
import dev.carillon.server.platform.http.JsonPieces.Listed;
import dev.carillon.server.platform.http.Params;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Lists folders. */
public record BrowseApi(
    Changes changes, AssetSearch index, Assets assets, AssetPermissions assetPermissions) {

  private static final int ASSETS_MAX = 10_000;

  /** Clients of the model product that stand nowhere ask for it, and expect nothing in it. */
  private static final String NOWHERE = ".";

  /** Adds the call. */
  public void routes(Routes routes) {
    routes.service("/services/browse", Routes.Effect.READS, RouteAccess.USER, this::browse);
  }

  private Response browse(Call call) {
    if (call.params().text("path").orElse("").strip().equals(NOWHERE)) {
      return Response.json(List.of());
    }
    BrowseParams params = BrowseParams.read(call.params());
    UserPermissions permissions = assetPermissions.of(call);
    TreePath path = params.path();
    boolean there = path.isRoot() || changes.read(c -> FolderStore.find(c, path)).isPresent();
    if (!there && ownZone(permissions, path)) {
      return Response.json(List.of());
    }
    if (!there || (!path.isRoot() && !permissions.passes(path))) {
      throw Problem.notFound("folder", path.text());
    }
    Map<String, List<String>> found = params.assets() ? found(call, params) : Map.of();
    long ids = found.values().stream().mapToLong(List::size).sum();
    return JsonPieces.answer(
        new Listing(call, params, found).in(params.fromRoot()), ids * Assets.ID_BYTES);
  }

  /** A user's own zone is made with the first that comes into it; until then it is empty. */
  private static boolean ownZone(UserPermissions permissions, TreePath path) {
    return path.parent().same(TreePath.ROOT.child("Users"))
        && path.name().equalsIgnoreCase(permissions.username());
  }

  /** The ids of what is to be listed, by the key of the folder: of all on the way to the path. */
  private Map<String, List<String>> found(Call call, BrowseParams params) {
    Map<String, List<String>> found = new HashMap<>();
    TreePath last = params.fromRoot();
    for (TreePath folder = params.path(); !folder.same(last); folder = folder.parent()) {
      found.put(folder.key(), ids(call, params, folder));
    }
    found.put(last.key(), ids(call, params, last));
    return found;
  }

  private List<String> ids(Call call, BrowseParams params, TreePath folder) {
    String extensions =
        params.extensions().stream()
            .map(extension -> "\"" + extension.replaceAll("[\\\\\"]", "") + "\"")
            .collect(Collectors.joining(" OR ", " AND extension:(", ")"));
    SearchResult found =
        index.search(
            assetPermissions.seenBy(
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
          ("'%s' has %s such assets; at most %s are listed, search for folderPath:\"%s\""
                  + " instead")
              .formatted(folder, found.totalHits(), ASSETS_MAX, folder));
    }
    return found.ids();
  }

  /** What one call lists, item by item as it is sent. */
  private final class Listing {

    private final Call call;
    private final BrowseParams params;
    private final Map<String, List<String>> found;

    Listing(Call call, BrowseParams params, Map<String, List<String>> found) {
      this.call = call;
      this.params = params;
      this.found = found;
    }

    /**
     * What is in a folder; the folder among them that is on the way to the path holds its own.
     * Folders on the way to what the caller sees are there too.
     */
    Iterator<Object> in(TreePath folder) {
      Iterator<TreePath> folders =
          Iterators.filtered(new FolderChildren(changes, folder), child -> shown(folder, child));
      Iterator<Asset> inside =
          assetPermissions.each(call, assets.each(found.getOrDefault(folder.key(), List.of())));
      return Iterators.joined(
          Iterators.mapped(folders, this::folder), Iterators.mapped(inside, this::asset));
    }

    private boolean shown(TreePath folder, TreePath child) {
      boolean wanted = params.folders() || (onTheWay(child) && !folder.same(params.path()));
      return wanted && assetPermissions.of(call).passes(child);
    }

    private boolean onTheWay(TreePath child) {
      return params.path().same(child) || params.path().inside(child);
    }

    private Object folder(TreePath child) {
      Map<String, Object> item =
          item(child.name(), child, true, null, assetPermissions.of(call).at(child));
      return onTheWay(child) ? new Listed(item, "children", in(child), Map::of) : item;
    }

    private Object asset(Asset asset) {
      boolean container = asset.metadata().text("assetDomain").equals("container");
      return item(
          asset.metadata().text("name"),
          asset.path(),
          false,
          container ? asset.id() : null,
          assetPermissions.at(call, asset));
    }
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

  /**
   * What is to be listed.
   *
   * @param path the folder
   * @param fromRoot the folder above it, or itself, from which on all on the way are listed too
   * @param folders whether folders are listed
   * @param assets whether assets are listed
   * @param extensions those of the assets listed; empty = all
   */
  private record BrowseParams(
      TreePath path, TreePath fromRoot, boolean folders, boolean assets, List<String> extensions) {

    private static final String CONTAINERS = ".collection, .dossier, .task";
    private static final String ALL = "all";

    static BrowseParams read(Params params) {
      TreePath path = TreePath.parse("path", params.required("path"));
      TreePath fromRoot =
          params.text("fromRoot").map(text -> TreePath.parse("fromRoot", text)).orElse(path);
      if (!path.same(fromRoot) && !path.inside(fromRoot)) {
        throw Problem.badField("fromRoot", fromRoot.text(), "a folder that 'path' is inside of");
      }
      List<String> extensions =
          AssetJson.wanted("includeExtensions", params.list("includeExtensions").orElse(CONTAINERS))
              .stream()
              .map(extension -> extension.replaceFirst("^\\.", "").toLowerCase(Locale.ROOT))
              .toList();
      return new BrowseParams(
          path,
          fromRoot,
          params.flag("includeFolders", true),
          params.flag("includeAssets", params.flag("includeAsset", true)),
          extensions.contains(ALL) ? List.of() : extensions);
    }
  }
}
