package dev.carillon.server.search;

import dev.carillon.server.field.Metadata;
import dev.carillon.server.search.query.ParsedQuery;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.lucene.index.Term;

/** A query that single assets are tested against. Thread-safe. */
public final class QueryFilter {

  private final QueryFilters filters;
  private final String q;
  private final ParsedQuery parsed;

  QueryFilter(QueryFilters filters, String q, ParsedQuery parsed) {
    this.filters = filters;
    this.q = q;
    this.parsed = parsed;
  }

  /** The query's text. */
  public String text() {
    return q;
  }

  /** The fields that the query names although they do not exist; they match nothing. */
  public Set<String> unknownFields() {
    return parsed.unknownFields();
  }

  /**
   * Sets of terms, in the form of {@link QueryFilters#terms}: an asset must have one of each set to
   * be found.
   */
  public List<Set<String>> requiredTerms() {
    return parsed.usesNow()
        ? List.of()
        : RequiredTerms.of(parsed.query()).stream().map(QueryFilter::shown).toList();
  }

  private static Set<String> shown(Set<Term> terms) {
    return terms.stream()
        .map(term -> QueryFilters.shown(term.field(), term.bytes()))
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Whether an asset with this metadata is found by the query; its id is the field {@code id}.
   *
   * @param now what {@code NOW} stands for in the query
   */
  public boolean matches(Metadata metadata, Instant now) {
    return matches(metadata.text("id"), metadata, now);
  }

  /**
   * Whether this asset is found by the query.
   *
   * @param now what {@code NOW} stands for in the query
   */
  public boolean matches(String assetId, Metadata metadata, Instant now) {
    ParsedQuery atThatTime = parsed.usesNow() ? filters.parse(q, now) : parsed;
    return filters.matches(atThatTime.query(), assetId, metadata);
  }
}
