package dev.carillon.server.asset.bulk;

import dev.carillon.server.asset.Guard;
import dev.carillon.server.http.Call;
import dev.carillon.server.http.Problem;
import dev.carillon.server.search.AssetIndex;
import dev.carillon.server.search.SearchRequest;
import dev.carillon.server.search.SearchResult;
import java.util.List;

/** Finds the assets that a call about many is for. */
public final class Queries {

  private static final int FOUND_MAX = 10_000;

  private final AssetIndex index;
  private final Guard guard;

  public Queries(AssetIndex index, Guard guard) {
    this.index = index;
    this.guard = guard;
  }

  /**
   * All that a query finds of what the caller sees.
   *
   * @throws Problem 400 where it is malformed or finds more than can be listed
   */
  public List<String> all(Call call, String q) {
    SearchResult found =
        index.search(guard.seenBy(call, new SearchRequest(q, 0, FOUND_MAX, List.of())));
    if (found.totalHits() > FOUND_MAX) {
      throw Problem.badRequest(
          "The query finds "
              + found.totalHits()
              + " assets; at most "
              + FOUND_MAX
              + " can be changed by one call");
    }
    return found.ids();
  }
}
