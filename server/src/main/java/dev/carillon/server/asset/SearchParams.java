package dev.carillon.server.asset;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.field.Field;
import dev.carillon.server.field.FieldRegistry;
import dev.carillon.server.field.FieldType;
import dev.carillon.server.http.Call;
import dev.carillon.server.http.Params;
import dev.carillon.server.http.Problem;
import dev.carillon.server.search.SearchRequest;
import dev.carillon.server.search.SearchRequest.Sort;
import java.util.ArrayList;
import java.util.List;

/** Reads a search from parameters or from a JSON body. */
final class SearchParams {

  private static final int NUM = 50;
  private static final int NUM_MAX = 10_000;
  private static final String DESCENDING = "-desc";
  private static final String ASCENDING = "-asc";

  private final FieldRegistry registry;

  SearchParams(FieldRegistry registry) {
    this.registry = registry;
  }

  /**
   * The search that a call asks for.
   *
   * @throws Problem 400 naming the parameter that is not allowed
   */
  Search read(Call call) {
    return call.json()
        .filter(body -> body.has("query"))
        .map(this::body)
        .orElseGet(() -> params(call.params()));
  }

  private Search params(Params params) {
    List<Sort> sort = Hits.wanted(params.text("sort").orElse("")).stream().map(this::sort).toList();
    return new Search(
        new SearchRequest(
            params.text("q").orElse(""),
            params.number("start", 0, 0, Integer.MAX_VALUE),
            params.number("num", NUM, 0, NUM_MAX),
            sort),
        Hits.wanted(params.text("metadataToReturn").orElse("")));
  }

  /** {@code field}, {@code field-asc} or {@code field-desc}: dates and numbers fall by default. */
  private Sort sort(String text) {
    if (text.endsWith(DESCENDING)) {
      return sort(text.substring(0, text.length() - DESCENDING.length()), true);
    }
    if (text.endsWith(ASCENDING)) {
      return sort(text.substring(0, text.length() - ASCENDING.length()), false);
    }
    return sort(text, falls(text));
  }

  private Sort sort(String name, boolean descending) {
    if (registry.find(name).isEmpty() && !name.equals("id")) {
      throw Problem.badField("sort", name, "fields, each with -asc or -desc");
    }
    return new Sort(name, descending);
  }

  private boolean falls(String name) {
    return registry
        .find(name)
        .map(Field::type)
        .filter(type -> type != FieldType.TEXT && type != FieldType.CHOICE)
        .isPresent();
  }

  private Search body(JsonNode body) {
    List<Sort> sort = new ArrayList<>();
    for (JsonNode by : body.path("sorting")) {
      String name = by.path("field").asText();
      sort.add(sort(name, by.path("descending").asBoolean(falls(name))));
    }
    List<String> wanted = new ArrayList<>();
    body.path("metadataToReturn").forEach(field -> wanted.add(field.asText()));
    return new Search(
        new SearchRequest(
            JsonQuery.text(body.path("query")),
            number(body, "firstResult", 0, Integer.MAX_VALUE),
            number(body, "maxResultHits", NUM, NUM_MAX),
            sort),
        wanted);
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

  /**
   * A search.
   *
   * @param request what to look for
   * @param wanted the fields to show; none = all
   */
  record Search(SearchRequest request, List<String> wanted) {
    Search {
      wanted = List.copyOf(wanted);
    }
  }
}
