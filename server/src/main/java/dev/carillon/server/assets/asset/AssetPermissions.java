package dev.carillon.server.assets.asset;

import dev.carillon.server.assets.folder.Permission;
import dev.carillon.server.assets.folder.PermissionSource;
import dev.carillon.server.assets.folder.Permissions;
import dev.carillon.server.assets.folder.UserPermissions;
import dev.carillon.server.assets.search.index.SearchRequest;
import dev.carillon.server.assets.search.query.VisibleFolders;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Iterators;
import dev.carillon.server.platform.http.Problem;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;

/**
 * What users may do with assets: what they may do in the folder that an asset is in. For a user who
 * may not view an asset it looks as if it were not there. Which permission an operation needs is
 * decided where it is made: of an update in {@link Assets}; {@link Permission} says where else.
 */
public record AssetPermissions(PermissionSource permissionSource) {

  /** What the caller may do in folders. */
  public UserPermissions of(Call call) {
    return permissionSource.of(call);
  }

  /** What a user may do in folders. */
  public UserPermissions of(String username) {
    return permissionSource.of(username);
  }

  /** Whether there is such a user, who may use the server at present. */
  public boolean active(String username) {
    return permissionSource.active(username);
  }

  /** What the caller may do with an asset. */
  public Permissions at(Call call, Asset asset) {
    return permissionSource.of(call).at(asset.path().parent());
  }

  /** The search, for what the caller may see. */
  public SearchRequest seenBy(Call call, SearchRequest request) {
    return seenBy(permissionSource.of(call), request);
  }

  /** The search, for what a user may see, and read. */
  public static SearchRequest seenBy(UserPermissions permissions, SearchRequest request) {
    return permissions.everything()
        ? request.seenBy(VisibleFolders.EVERYTHING, VisibleFolders.EVERYTHING)
        : request.seenBy(
            new VisibleFolders(false, permissions.layers()),
            new VisibleFolders(false, permissions.readLayers()));
  }

  /** The assets that the caller sees. */
  public List<Asset> seen(Call call, Collection<Asset> assets) {
    return seen(permissionSource.of(call), assets);
  }

  /** The assets that the caller sees, looked up one after the other as they are asked for. */
  public Iterator<Asset> each(Call call, Iterator<Asset> assets) {
    return Iterators.filtered(
        assets, asset -> permits(permissionSource.of(call), asset, Permission.VIEW));
  }

  /** The assets that a user sees. */
  public static List<Asset> seen(UserPermissions permissions, Collection<Asset> assets) {
    return assets.stream().filter(asset -> permits(permissions, asset, Permission.VIEW)).toList();
  }

  /** Whether a user sees an asset, and may do this with it. */
  public static boolean permits(UserPermissions permissions, Asset asset, Permission permission) {
    return permissions.permits(asset.path().parent(), permission);
  }

  /**
   * The asset, which the caller must see and may do this with.
   *
   * @throws Problem 404 where he does not see it, 403 where only the permission is missing
   */
  public Asset require(Call call, Asset asset, Permission permission) {
    return require(permissionSource.of(call), asset, permission);
  }

  /**
   * The asset, which a user must see and may do this with.
   *
   * @throws Problem as {@link #require(Call, Asset, Permission)}
   */
  public static Asset require(UserPermissions permissions, Asset asset, Permission permission) {
    Permissions here = permissions.at(asset.path().parent());
    if (!here.permits(Permission.VIEW)) {
      throw Problem.notFound("asset", asset.id());
    }
    if (!here.permits(permission)) {
      throw Permissions.missing(permission, asset.path());
    }
    return asset;
  }
}
