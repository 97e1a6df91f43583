package dev.carillon.server.assets.bulk;

import dev.carillon.server.assets.asset.AssetPermissions;
import dev.carillon.server.assets.asset.SeenByCaller;
import dev.carillon.server.assets.folder.UserPermissions;
import dev.carillon.server.assets.search.index.AssetSearch;
import dev.carillon.server.assets.search.index.SearchRequest;
import dev.carillon.server.assets.search.index.SearchResult;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Problem;
import java.util.List;

/** Finds the assets that a call about many is for, or that a link shows. */
public record AssetSelection(AssetSearch index, AssetPermissions assetPermissions) {

  private static final int FOUND_MAX = 10_000;

  /**
   * All that a query finds of what the caller sees.
   *
   * @throws Problem 400 where it is malformed or finds more than can be listed
   */
  public List<String> all(Call call, String q) {
    SearchResult found =
        index.search(assetPermissions.seenBy(call, new SearchRequest(q, 0, FOUND_MAX, List.of())));
    if (found.totalHits() > FOUND_MAX) {
      throw Problem.badRequest(
          "The query finds %s assets; at most %s can be changed by one request"
              .formatted(found.totalHits(), FOUND_MAX));
    }
    return found.ids();
  }

  /**
   * The first so many that a query finds of what a user sees, the newest first.
   *
   * @throws Problem 400 where it is malformed
   */
  public List<String> first(UserPermissions permissions, String q, int limit) {
    return search(permissions, new SearchRequest(q, 0, limit, List.of())).ids();
  }

  /**
   * Whether a query finds this asset, and a user sees it.
   *
   * @throws Problem 400 where it is malformed
   */
  public boolean finds(UserPermissions permissions, String q, String assetId) {
    SearchRequest request = new SearchRequest(q, 0, 0, List.of()).only(assetId);
    return search(permissions, request).totalHits() > 0;
  }

  private SearchResult search(UserPermissions permissions, SearchRequest request) {
    return SeenByCaller.as(
        permissions, () -> index.search(AssetPermissions.seenBy(permissions, request)));
  }
}
