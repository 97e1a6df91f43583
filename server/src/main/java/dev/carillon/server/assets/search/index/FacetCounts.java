package dev.carillon.server.assets.search.index;

import dev.carillon.server.assets.search.index.SearchRequest.Facet;
import dev.carillon.server.assets.search.index.SearchResult.FacetValue;
import dev.carillon.server.assets.search.query.Deadline;
import dev.carillon.server.assets.search.query.IndexedField;
import dev.carillon.server.assets.search.query.IndexedFields;
import dev.carillon.server.assets.search.query.WholeValues;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.document.DoubleField;
import org.apache.lucene.document.LongField;
import org.apache.lucene.facet.FacetResult;
import org.apache.lucene.facet.Facets;
import org.apache.lucene.facet.FacetsCollector;
import org.apache.lucene.facet.FacetsCollectorManager;
import org.apache.lucene.facet.LabelAndValue;
import org.apache.lucene.facet.LongValueFacetCounts;
import org.apache.lucene.facet.StringDocValuesReaderState;
import org.apache.lucene.facet.StringValueFacetCounts;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;

/**
 * Counts the values of fields among the assets that a query finds. Of one field's selected values
 * an asset needs any, of several fields one of each; a field's own selection does not change its
 * counts, so that other values can be selected next.
 */
final class FacetCounts {

  private final IndexedFields fields;

  FacetCounts(IndexedFields fields) {
    this.fields = fields;
  }

  /** The query, for assets that have what was selected. */
  Query filtered(Query query, List<Facet> facets) {
    if (facets.stream().allMatch(facet -> facet.selected().isEmpty())) {
      return query;
    }
    BooleanQuery.Builder all = new BooleanQuery.Builder().add(query, Occur.MUST);
    for (Facet facet : facets) {
      if (!facet.selected().isEmpty()) {
        all.add(anyOf(facet), Occur.FILTER);
      }
    }
    return all.build();
  }

  /** The values of each field; a field that has none, or cannot have any, is there all the same. */
  Map<String, List<FacetValue>> of(
      IndexSearcher searcher, Query query, List<Facet> facets, Deadline deadline)
      throws IOException {
    Map<Query, FacetsCollector> collected = new LinkedHashMap<>();
    Map<String, List<FacetValue>> counts = new LinkedHashMap<>();
    for (Facet facet : facets) {
      Query scope = filtered(query, facets.stream().filter(other -> !other.equals(facet)).toList());
      FacetsCollector hits = collected.get(scope);
      if (hits == null) {
        hits = searcher.search(scope, new FacetsCollectorManager());
        HitSearch.whole(searcher, deadline);
        collected.put(scope, hits);
      }
      counts.put(facet.field(), values(searcher, hits, facet, deadline));
    }
    return counts;
  }

  private List<FacetValue> values(
      IndexSearcher searcher, FacetsCollector hits, Facet facet, Deadline deadline)
      throws IOException {
    Optional<IndexedField> field = fields.find(facet.field());
    return field.isEmpty()
        ? List.of()
        : deadline.during(
            "the facet '" + facet.field() + "'",
            () ->
                values(
                    searcher, new TimeLimitedHits(hits, deadline), field.get(), facet, deadline));
  }

  private static List<FacetValue> values(
      IndexSearcher searcher,
      FacetsCollector hits,
      IndexedField field,
      Facet facet,
      Deadline deadline)
      throws IOException {
    Facets counted =
        switch (field.kind()) {
          case WORDS, PATH ->
              new StringValueFacetCounts(
                  new StringDocValuesReaderState(searcher.getIndexReader(), field.sortField()),
                  hits);
          case NUMBER, SIZE, TIME, DAY -> new LongValueFacetCounts(field.number(), hits);
          case ID, CONTENT, RELATION -> null;
        };
    if (counted == null) {
      return List.of();
    }
    deadline.check();
    FacetResult all = counted.getAllChildren(field.sortField());
    LabelAndValue[] labels = all == null ? new LabelAndValue[0] : all.labelValues;
    return FacetValues.of(labels, field, facet.selected(), deadline);
  }

  private Query anyOf(Facet facet) {
    Optional<IndexedField> field = fields.find(facet.field());
    BooleanQuery.Builder any = new BooleanQuery.Builder();
    for (String text : facet.selected()) {
      any.add(
          field.isEmpty() ? MatchNoDocsQuery.INSTANCE : exactly(field.get(), text), Occur.SHOULD);
    }
    return any.build();
  }

  private static Query exactly(IndexedField field, String text) {
    return switch (field.kind()) {
      case WORDS, PATH -> WholeValues.exactly(field, text);
      case NUMBER ->
          FacetValues.number(text)
              .map(n -> DoubleField.newExactQuery(field.number(), n))
              .orElse(MatchNoDocsQuery.INSTANCE);
      case SIZE, TIME, DAY ->
          FacetValues.number(text)
              .map(n -> LongField.newExactQuery(field.number(), n.longValue()))
              .orElse(MatchNoDocsQuery.INSTANCE);
      case ID, CONTENT, RELATION -> MatchNoDocsQuery.INSTANCE;
    };
  }
}
