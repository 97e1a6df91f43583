package dev.carillon.server.assets.search;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.assets.api.AssetJson;
import dev.carillon.server.assets.field.FieldRegistry;
import dev.carillon.server.assets.search.index.SearchRequest;
import dev.carillon.server.assets.search.index.SearchRequest.Facet;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Params;
import dev.carillon.server.platform.http.Problem;
import java.util.List;
import java.util.Optional;

/** Reads a search from parameters or from a JSON body. */
public final class SearchParams {

  static final int NUM = 50;
  static final int NUM_MAX = 10_000;
  static final String STORAGE_PATH = "originalStoragePath";

  private final SortParam sorts;
  private final SearchBody bodies;

  public SearchParams(FieldRegistry registry) {
    this.sorts = new SortParam(registry);
    this.bodies = new SearchBody(sorts);
  }

  /**
   * The search that a call asks for.
   *
   * @throws Problem 400 naming the parameter that is not allowed
   */
  Search read(Call call) {
    Params params = call.params();
    String format = params.text("format").orElse("json");
    if (!format.equals("json")) {
      throw Problem.badField("format", format, "json");
    }
    Search.Extras extras =
        new Search.Extras(
            params.flag("returnHighlightedText", true),
            params.flag("returnThumbnailHits", false),
            AssetJson.wanted("expand", params.list("expand").orElse("")).contains(STORAGE_PATH),
            params.flag("logSearch", false));
    Optional<JsonNode> body = call.json().filter(SearchBody::asksForSomething);
    return body.isPresent()
        ? bodies.read(body.get(), params.text("q").orElse(""), extras)
        : params(params, extras);
  }

  private Search params(Params params, Search.Extras extras) {
    return new Search(
        new SearchRequest(
            params.text("q").orElse(""),
            params.number("start", 0, 0, Integer.MAX_VALUE),
            params.number("num", NUM, 0, NUM_MAX),
            sorts.list(params.list("sort").orElse("")),
            facets(params)),
        AssetJson.wanted("metadataToReturn", params.list("metadataToReturn").orElse("")),
        extras);
  }

  /** A selection counts only for a field that is among the facets. */
  private static List<Facet> facets(Params params) {
    return AssetJson.wanted("facets", params.list("facets").orElse("")).stream()
        .distinct()
        .map(field -> new Facet(field, selection(params, "facet." + field + ".selection")))
        .toList();
  }

  private static List<String> selection(Params params, String name) {
    return params.all(name).stream()
        .flatMap(list -> AssetJson.wanted(name, list).stream())
        .distinct()
        .toList();
  }
}
