package dev.carillon.server.assets.search.index;

import dev.carillon.server.assets.search.index.SearchRequest.Facet;
import dev.carillon.server.assets.search.index.SearchResult.FacetValue;
import dev.carillon.server.assets.search.query.Deadline;
import dev.carillon.server.assets.search.query.IndexedField;
import dev.carillon.server.assets.search.query.IndexedFields;
import dev.carillon.server.assets.search.query.WholeValues;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
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
import org.apache.lucene.search.DocIdSet;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.FilterDocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.util.NumericUtils;

/**
 * Counts the values of fields among the assets that a query finds. Of one field's selected values
 * an asset needs any, of several fields one of each; a field's own selection does not change its
 * counts, so that other values can be selected next.
 */
public record FacetCounts(IndexedFields fields) {

  /** The query, for assets that have what was selected. */
  public Query filtered(Query query, List<Facet> facets) {
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

  /**
   * What is shown of the values of a field.
   *
   * @param counted each value as the index writes it, and how many assets have it
   */
  public static List<FacetValue> shown(
      IndexedField field, Map<String, Long> counted, List<String> selected, Deadline deadline) {
    LabelAndValue[] labels =
        counted.entrySet().stream()
            .map(value -> new LabelAndValue(value.getKey(), value.getValue()))
            .toArray(LabelAndValue[]::new);
    return FacetValues.of(labels, field, selected, deadline);
  }

  /** The number that a text is. */
  public static Optional<Double> number(String text) {
    return FacetValues.number(text);
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

  /** A query for the assets that have this value, as it was selected. */
  public static Query exactly(IndexedField field, String text) {
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

  /** Hits that were collected; a count of their values ends with the time. */
  private static final class TimeLimitedHits extends FacetsCollector {

    private static final int LOOK_MASK = (1 << 8) - 1;

    private final FacetsCollector hits;
    private final Deadline deadline;

    TimeLimitedHits(FacetsCollector hits, Deadline deadline) {
      this.hits = hits;
      this.deadline = deadline;
    }

    @Override
    public List<MatchingDocs> getMatchingDocs() {
      return hits.getMatchingDocs().stream()
          .map(
              docs ->
                  new MatchingDocs(
                      docs.context(),
                      new WatchedDocs(docs.bits(), deadline),
                      docs.totalHits(),
                      docs.scores()))
          .toList();
    }

    private static final class WatchedDocs extends DocIdSet {

      private final DocIdSet docs;
      private final Deadline deadline;

      WatchedDocs(DocIdSet docs, Deadline deadline) {
        this.docs = docs;
        this.deadline = deadline;
      }

      @Override
      public DocIdSetIterator iterator() throws IOException {
        return new WatchedIterator(docs.iterator(), deadline);
      }

      @Override
      public long ramBytesUsed() {
        return docs.ramBytesUsed();
      }
    }

    private static final class WatchedIterator extends FilterDocIdSetIterator {

      private final Deadline deadline;
      private int steps;

      WatchedIterator(DocIdSetIterator docs, Deadline deadline) {
        super(docs);
        this.deadline = deadline;
      }

      @Override
      public int nextDoc() throws IOException {
        look();
        return super.nextDoc();
      }

      @Override
      public int advance(int target) throws IOException {
        look();
        return super.advance(target);
      }

      private void look() {
        if ((++steps & LOOK_MASK) == 0) {
          deadline.check();
        }
      }
    }
  }

  /**
   * The values of one field as they are shown: those that were selected, and the most frequent
   * ones. Each value that was counted is looked at once.
   */
  static final class FacetValues {

    private static final int VALUES_MAX = 1_000;
    private static final int LOOK_MASK = (1 << 8) - 1;

    private static final Comparator<FacetValue> ORDER =
        Comparator.comparing(FacetValue::hitCount, Comparator.reverseOrder())
            .thenComparing(FacetValue::value, FacetValues::compare);

    private static final Comparator<FacetValue> SELECTED_FIRST =
        Comparator.comparing((FacetValue value) -> !value.selected()).thenComparing(ORDER);

    private final IndexedField field;
    private final PriorityQueue<FacetValue> best = new PriorityQueue<>(SELECTED_FIRST.reversed());

    private FacetValues(IndexedField field) {
      this.field = field;
    }

    /**
     * What is shown of what was counted.
     *
     * @param labels the values as the index writes them
     * @param chosen what was selected stays to be seen, even where nothing has it
     */
    static List<FacetValue> of(
        LabelAndValue[] labels, IndexedField field, List<String> chosen, Deadline deadline) {
      FacetValues values = new FacetValues(field);
      Map<Object, Set<String>> selected = new LinkedHashMap<>();
      for (String text : chosen) {
        selected.computeIfAbsent(values.meant(text), any -> new LinkedHashSet<>()).add(text);
      }
      for (int i = 0; i < labels.length; i++) {
        if ((i & LOOK_MASK) == LOOK_MASK) {
          deadline.check();
        }
        Object value = values.value(labels[i].label);
        boolean found = selected.remove(key(value)) != null;
        values.add(new FacetValue(value, labels[i].value.longValue(), found));
      }
      selected.values().stream()
          .flatMap(Set::stream)
          .forEach(text -> values.add(new FacetValue(text, 0, true)));
      List<FacetValue> shown = new ArrayList<>(values.best);
      shown.sort(ORDER);
      return List.copyOf(shown);
    }

    private void add(FacetValue value) {
      best.add(value);
      if (best.size() > VALUES_MAX) {
        best.remove();
      }
    }

    /** Texts in the order in which hits are sorted, numbers by what they are. */
    private static int compare(Object one, Object other) {
      return one instanceof Number number && other instanceof Number than
          ? Double.compare(number.doubleValue(), than.doubleValue())
          : one.toString().compareToIgnoreCase(other.toString());
    }

    private Object value(String label) {
      return switch (field.kind()) {
        case NUMBER -> plain(NumericUtils.sortableLongToDouble(Long.parseLong(label)));
        case SIZE, TIME, DAY -> Long.valueOf(label);
        case WORDS, PATH, ID, CONTENT, RELATION -> WholeValues.shown(label);
      };
    }

    /** Whole numbers are shown without a fraction. */
    private static Object plain(double number) {
      if (number == Math.rint(number) && Math.abs(number) < 1L << 53) {
        return (long) number;
      }
      return number;
    }

    /** By what a value is found that somebody wrote as this text: equal where the values are. */
    private Object meant(String text) {
      return switch (field.kind()) {
        case NUMBER, SIZE, TIME, DAY -> number(text).<Object>map(FacetValues::key).orElse(text);
        case WORDS, PATH, ID, CONTENT, RELATION -> text;
      };
    }

    /**
     * Numbers that are the same in any writing; plus zero, which makes the negative one positive.
     */
    private static Object key(Object value) {
      return value instanceof Number number ? (Object) (number.doubleValue() + 0.0) : value;
    }

    /** The number that a text is. */
    static Optional<Double> number(String text) {
      try {
        return Optional.of(Double.valueOf(text.strip()));
      } catch (NumberFormatException notOne) {
        return Optional.empty();
      }
    }
  }
}
