package dev.carillon.server.assets.search.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.assets.search.index.FacetCounts;
import dev.carillon.server.assets.search.index.SearchRequest.Facet;
import dev.carillon.server.assets.search.index.SearchResult.FacetValue;
import dev.carillon.server.assets.search.query.Deadline;
import dev.carillon.server.assets.search.query.IndexedField;
import dev.carillon.server.assets.search.query.IndexedField.Kind;
import dev.carillon.server.assets.search.query.IndexedFields;
import dev.carillon.server.assets.search.query.WholeValues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.util.NumericUtils;

/**
 * Counts values as {@link FacetCounts} says. OpenSearch gives the most frequent ones; those that
 * were selected are counted for themselves, because they are shown in any case.
 */
record OpenSearchFacets(IndexedFields fields, FacetCounts counts, OpenSearchQueries queries) {

  /** More than are shown, so that of equally frequent ones the right ones are among them. */
  private static final int VALUES_MAX = 2_000;

  /** What each facet of a response is asked for is below a limit of OpenSearch, of 65,535. */
  private static final int TOGETHER_MAX = 20;

  private static final String TOP = "top";
  private static final String SELECTED = "selected";

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** Groups of facets that are counted by one request each. */
  static List<List<Facet>> groups(List<Facet> facets) {
    List<List<Facet>> groups = new ArrayList<>();
    for (int i = 0; i < facets.size(); i += TOGETHER_MAX) {
      groups.add(facets.subList(i, Math.min(facets.size(), i + TOGETHER_MAX)));
    }
    return groups;
  }

  /** Asks for these, each among the assets that have what was selected of all others. */
  ObjectNode asked(List<Facet> group, List<Facet> all) {
    ObjectNode asked = JSON.objectNode();
    for (int i = 0; i < group.size(); i++) {
      Facet facet = group.get(i);
      countable(facet).ifPresent(field -> put(asked, name(all, facet), field, facet, all));
    }
    return asked;
  }

  private void put(
      ObjectNode asked, String name, IndexedField field, Facet facet, List<Facet> all) {
    List<Facet> others = all.stream().filter(other -> !other.equals(facet)).toList();
    ObjectNode within = asked.putObject(name);
    within.set("filter", queries.of(counts.filtered(MatchAllDocsQuery.INSTANCE, others)));
    ObjectNode values = within.putObject("aggs");
    values
        .putObject(TOP)
        .putObject("terms")
        .put("field", IndexLayout.name(field.sortField()))
        .put("size", VALUES_MAX);
    if (!facet.selected().isEmpty()) {
      ObjectNode each = values.putObject(SELECTED).putObject("filters").putObject("filters");
      for (int i = 0; i < facet.selected().size(); i++) {
        each.set(
            Integer.toString(i), queries.of(FacetCounts.exactly(field, facet.selected().get(i))));
      }
    }
  }

  /** The values of each of these, from a response. */
  Map<String, List<FacetValue>> read(
      JsonNode aggregations, List<Facet> group, List<Facet> all, Deadline deadline) {
    Map<String, List<FacetValue>> read = new LinkedHashMap<>();
    for (Facet facet : group) {
      read.put(
          facet.field(),
          countable(facet)
              .map(field -> values(aggregations.path(name(all, facet)), field, facet, deadline))
              .orElse(List.of()));
    }
    return read;
  }

  private static List<FacetValue> values(
      JsonNode counted, IndexedField field, Facet facet, Deadline deadline) {
    Map<String, Long> values = new LinkedHashMap<>();
    for (JsonNode value : counted.path(TOP).path("buckets")) {
      values.put(label(field, value.path("key")), value.path("doc_count").asLong());
    }
    JsonNode selected = counted.path(SELECTED).path("buckets");
    for (int i = 0; i < facet.selected().size(); i++) {
      long count = selected.path(Integer.toString(i)).path("doc_count").asLong();
      Optional<String> label = label(field, facet.selected().get(i));
      if (count > 0 && label.isPresent()) {
        values.putIfAbsent(label.get(), count);
      }
    }
    return FacetCounts.shown(field, values, facet.selected(), deadline);
  }

  /** A value as an index of Lucene writes it. */
  private static String label(IndexedField field, JsonNode key) {
    return switch (field.kind()) {
      case NUMBER -> Long.toString(NumericUtils.doubleToSortableLong(key.asDouble()));
      case SIZE, TIME, DAY -> Long.toString(key.asLong());
      case WORDS, PATH, ID, CONTENT, RELATION -> key.asText();
    };
  }

  private static Optional<String> label(IndexedField field, String selected) {
    return switch (field.kind()) {
      case NUMBER ->
          FacetCounts.number(selected)
              .map(number -> Long.toString(NumericUtils.doubleToSortableLong(number)));
      case SIZE, TIME, DAY ->
          FacetCounts.number(selected).map(number -> Long.toString(number.longValue()));
      case WORDS, PATH, ID, CONTENT, RELATION ->
          Optional.of(IndexLayout.text(WholeValues.kept(field, selected)));
    };
  }

  private Optional<IndexedField> countable(Facet facet) {
    return fields
        .find(facet.field())
        .filter(
            field ->
                field.kind() != Kind.ID
                    && field.kind() != Kind.CONTENT
                    && field.kind() != Kind.RELATION);
  }

  private static String name(List<Facet> all, Facet facet) {
    return "facet" + all.indexOf(facet);
  }
}
