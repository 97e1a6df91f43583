package dev.carillon.server.assets.search.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.assets.search.index.FacetCounts;
import dev.carillon.server.assets.search.index.SearchRequest;
import dev.carillon.server.assets.search.index.SearchRequest.Facet;
import dev.carillon.server.assets.search.index.SearchResult;
import dev.carillon.server.assets.search.index.SearchResult.FacetValue;
import dev.carillon.server.assets.search.query.Deadline;
import dev.carillon.server.assets.search.query.IndexedFields;
import dev.carillon.server.assets.search.query.ParsedQuery;
import dev.carillon.server.assets.search.query.VisibilityQuery;
import dev.carillon.server.platform.http.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.TermQuery;

/** Asks OpenSearch for a page of hits, with what is counted beside it. */
record OpenSearchHits(OpenSearchClient client, String alias, IndexedFields fields) {

  /** How long each part of OpenSearch may work for one search, as with an index of our own. */
  private static final int WORK_SECONDS = 2;

  private static final Duration RESPONSE_MAX = Duration.ofSeconds(10);
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /**
   * The page.
   *
   * @throws Problem 400 where the query asks for too much
   * @throws OpenSearchTrouble where OpenSearch cannot be used now
   */
  SearchResult search(SearchRequest request, ParsedQuery parsed, Sort sort, Deadline deadline) {
    FacetCounts counts = new FacetCounts(fields);
    OpenSearchQueries queries = new OpenSearchQueries(part -> readable(request, part));
    OpenSearchFacets facets = new OpenSearchFacets(fields, counts, queries);
    Query seen = only(request.only(), VisibilityQuery.within(request.sight(), parsed.query()));
    List<Facet> all = request.facets();
    List<List<Facet>> groups = OpenSearchFacets.groups(all);

    ObjectNode page = asked(queries.of(seen), request.num() == 0 ? 0 : request.start());
    page.put("size", request.num() == 0 ? 0 : request.end() - request.start());
    page.set("sort", HitOrder.of(sort));
    page.put("track_total_hits", true);
    if (all.stream().anyMatch(facet -> !facet.selected().isEmpty())) {
      Query selected = counts.filtered(MatchAllDocsQuery.INSTANCE, all);
      page.set("post_filter", queries.of(selected));
    }
    List<Facet> first = groups.isEmpty() ? List.of() : groups.getFirst();
    page.set("aggs", facets.asked(first, all));
    JsonNode response = call(page, sort.needsScores());
    Map<String, List<FacetValue>> values =
        new LinkedHashMap<>(facets.read(response.path("aggregations"), first, all, deadline));
    for (List<Facet> group : groups.subList(Math.min(1, groups.size()), groups.size())) {
      ObjectNode more = asked(queries.of(seen), 0).put("size", 0);
      more.set("aggs", facets.asked(group, all));
      values.putAll(facets.read(call(more, false).path("aggregations"), group, all, deadline));
    }
    return new SearchResult(
        ids(response),
        response.path("hits").path("total").path("value").asLong(),
        values,
        parsed.related());
  }

  private static ObjectNode asked(ObjectNode query, int from) {
    ObjectNode asked =
        JSON.objectNode()
            .put("from", from)
            .put("_source", false)
            .put("timeout", WORK_SECONDS + "s");
    asked.set("query", query);
    return asked;
  }

  /** What is asked of the text in a file, for assets whose texts may be read. */
  private static Query readable(SearchRequest request, Query part) {
    // of what may be seen alone nothing else is found in any case
    return request.texts().equals(request.sight())
        ? part
        : VisibilityQuery.within(request.texts(), part);
  }

  private static Query only(String assetId, Query query) {
    return assetId.isEmpty()
        ? query
        : new BooleanQuery.Builder()
            .add(query, Occur.FILTER)
            .add(new TermQuery(new Term(IndexedFields.ID, assetId)), Occur.FILTER)
            .build();
  }

  private JsonNode call(ObjectNode asked, boolean scores) {
    String path =
        "/"
            + alias
            + "/_search?allow_partial_search_results=false&cancel_after_time_interval="
            + RESPONSE_MAX.toSeconds()
            + "s"
            // words are as rare as they are in all parts of the index together
            + (scores ? "&search_type=dfs_query_then_fetch" : "");
    try {
      JsonNode response = client.call(OpenSearchClient.Method.POST, path, asked, RESPONSE_MAX);
      if (response.path("timed_out").asBoolean()) {
        throw Problem.badRequest(
            "The search was stopped after more than "
                + WORK_SECONDS
                + " s of work. Search for fewer or more exact terms, or request fewer results");
      }
      return response;
    } catch (OpenSearchTrouble refused) {
      throw tooMuch(refused) ? tooManyTerms() : refused;
    }
  }

  private static boolean tooMuch(OpenSearchTrouble refused) {
    String detail = refused.detail().toLowerCase(Locale.ROOT);
    return refused.status() == 400
        && (detail.contains("too_many_clauses")
            || detail.contains("too_many_nested_clauses")
            || detail.contains("too complex"));
  }

  static Problem tooManyTerms() {
    return Problem.badRequest("The query has too many terms or wildcards");
  }

  private static List<String> ids(JsonNode response) {
    List<String> ids = new ArrayList<>();
    response.path("hits").path("hits").forEach(hit -> ids.add(hit.path("_id").asText()));
    return ids;
  }
}
