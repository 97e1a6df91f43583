package dev.carillon.server.assets.search.index;

import dev.carillon.server.platform.http.Problem;

/** Finds assets, whichever engine does it. */
@FunctionalInterface
public interface AssetSearch {

  /**
   * The assets that a query finds.
   *
   * @throws Problem 400 where the query, the sort order or the page is not allowed; 503 where the
   *     engine cannot be used now
   */
  SearchResult search(SearchRequest request);
}
