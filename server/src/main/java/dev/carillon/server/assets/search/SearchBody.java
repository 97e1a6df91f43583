package dev.carillon.server.assets.search;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.assets.api.AssetJson;
import dev.carillon.server.assets.search.index.SearchRequest;
import dev.carillon.server.assets.search.index.SearchRequest.Facet;
import dev.carillon.server.assets.search.index.SearchRequest.Sort;
import dev.carillon.server.platform.http.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads a search that came as JSON. */
final class SearchBody {

  private final SortParam sorts;

  SearchBody(SortParam sorts) {
    this.sorts = sorts;
  }

  /** Whether a body is a search at all, rather than something that came along. */
  static boolean asksForSomething(JsonNode body) {
    return Stream.of("query", "firstResult", "maxResultHits", "sorting", "facets")
        .anyMatch(body::has);
  }

  /**
   * The search.
   *
   * @param q the query of a body that has none of its own
   * @throws Problem 400 naming the key that is not allowed
   */
  Search read(JsonNode body, String q, Search.Extras extras) {
    JsonNode query = body.path("query");
    return new Search(
        new SearchRequest(
            query.isMissingNode() || query.isNull() ? q : JsonQuery.text(query),
            number(body, "firstResult", 0, Integer.MAX_VALUE),
            number(body, "maxResultHits", SearchParams.NUM, SearchParams.NUM_MAX),
            sorting(body),
            facets(body.path("facets"))),
        list("metadataToReturn", body.path("metadataToReturn")),
        new Search.Extras(
            flag(body, "returnHighlightedText", extras.highlights()),
            flag(body, "returnThumbnailHits", extras.thumbnailHits()),
            extras.storagePath()
                || list("expand", body.path("expand")).contains(SearchParams.STORAGE_PATH),
            flag(body, "logSearch", extras.logged())));
  }

  private List<Sort> sorting(JsonNode body) {
    List<Sort> sorting = new ArrayList<>();
    for (JsonNode by : body.path("sorting")) {
      String name = by.path("field").asText();
      sorting.add(sorts.sort(name, by.path("descending").asBoolean(sorts.falls(name))));
    }
    return sorting;
  }

  /** A list of names, or an object of {@code {"field","selection"}} under any keys. */
  private static List<Facet> facets(JsonNode facets) {
    if (!facets.isObject()) {
      return list("facets", facets).stream()
          .distinct()
          .map(name -> new Facet(name, List.of()))
          .toList();
    }
    List<Facet> all = new ArrayList<>();
    for (Map.Entry<String, JsonNode> facet : facets.properties()) {
      String field = facet.getValue().path("field").asText(facet.getKey());
      all.add(new Facet(field, list("selection", facet.getValue().path("selection"))));
    }
    return all;
  }

  /** An array of texts, or one text with commas. */
  private static List<String> list(String name, JsonNode node) {
    if (node.isTextual()) {
      return AssetJson.wanted(name, node.textValue());
    }
    return AssetJson.wanted(name, node.valueStream().map(JsonNode::asText));
  }

  private static boolean flag(JsonNode body, String name, boolean absent) {
    JsonNode node = body.path(name);
    return switch (node.asText("")) {
      case "true", "1" -> true;
      case "false", "0" -> false;
      case "" -> absent;
      default -> throw Problem.badField(name, node.toString(), "true or false");
    };
  }

  private static int number(JsonNode body, String name, int absent, int max) {
    JsonNode node = body.path(name);
    if (node.isMissingNode() || node.isNull()) {
      return absent;
    }
    if (!node.canConvertToInt() || node.asInt() < 0 || node.asInt() > max) {
      throw Problem.badField(name, node.toString(), "a whole number from 0 to " + max);
    }
    return node.asInt();
  }
}
