package dev.carillon.server.asset;

import dev.carillon.server.http.Access;
import dev.carillon.server.http.Call;
import dev.carillon.server.http.Response;
import dev.carillon.server.http.Routes;
import dev.carillon.server.search.AssetIndex;
import dev.carillon.server.search.SearchResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The search. */
final class SearchApi {

  private final AssetIndex index;
  private final Assets assets;
  private final SearchParams searches;
  private final Hits hits;

  SearchApi(AssetIndex index, Assets assets, SearchParams searches, Hits hits) {
    this.index = index;
    this.assets = assets;
    this.searches = searches;
    this.hits = hits;
  }

  /** Adds the call. */
  void routes(Routes routes) {
    routes.service("/services/search", Routes.Effect.READS, Access.USER, this::search);
  }

  /** The index says which assets; what is shown of them comes from the store. */
  private Response search(Call call) {
    SearchParams.Search search = searches.read(call);
    SearchResult found = index.search(search.request());
    List<Map<String, Object>> shown =
        assets.list(found.ids()).stream()
            .map(asset -> hits.hit(call, asset, search.wanted()))
            .toList();
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("firstResult", search.request().start());
    answer.put("maxResultHits", search.request().num());
    answer.put("totalHits", found.totalHits());
    answer.put("hits", shown);
    return Response.json(answer);
  }
}
