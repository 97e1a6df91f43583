package dev.carillon.server.assets.search.index;

import dev.carillon.server.assets.field.Metadata;
import dev.carillon.server.assets.search.index.QueryVerdict.Kind;
import dev.carillon.server.assets.search.query.FileTextTerm;
import dev.carillon.server.assets.search.query.IndexedFields;
import dev.carillon.server.assets.search.query.ParsedQuery;
import dev.carillon.server.assets.search.query.QueryPart;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.jspecify.annotations.Nullable;

/**
 * A query that single assets are tested against: it finds an asset exactly where a search would
 * find it, the words of its file included. Thread-safe.
 */
public final class QueryFilter {

  private final QueryFilters filters;
  private final String q;
  private volatile Compiled compiled;

  QueryFilter(QueryFilters filters, String q) {
    this.filters = filters;
    this.q = q;
    this.compiled = compiled(Instant.EPOCH);
  }

  /** The query's text. */
  public String text() {
    return q;
  }

  /** The fields that the query names although they do not exist; they match nothing. */
  public Set<String> unknownFields() {
    return compiled.parsed().unknownFields();
  }

  /** The fields that the query names, as they are called; free words name none. */
  public Set<String> namedFields() {
    return compiled.parsed().namedFields();
  }

  /**
   * Sets of terms, in the form of {@link QueryFilters#terms}: an asset must have one of each set to
   * be found. A set with a term {@link QueryFilters#ofText} may be met by the words of its file.
   */
  public List<Set<String>> requiredTerms() {
    ParsedQuery parsed = compiled.parsed();
    return parsed.usesNow()
        ? List.of()
        : required(parsed.query()).stream().map(QueryFilter::shown).toList();
  }

  /** Of each of these sets an asset must have at least one term; where there is none, nothing. */
  private static List<Set<Term>> required(Query query) {
    return switch (query) {
      case TermQuery term -> List.of(Set.of(term.getTerm()));
      case PhraseQuery phrase -> List.of(phrase.getTerms()).stream().map(Set::of).toList();
      case FileTextTerm text -> required(text.query());
      case BoostQuery boosted -> required(boosted.getQuery());
      case ConstantScoreQuery constant -> required(constant.getQuery());
      case BooleanQuery combined -> requiredOfClauses(combined);
      default -> List.of();
    };
  }

  private static List<Set<Term>> requiredOfClauses(BooleanQuery query) {
    List<BooleanClause> clauses = query.clauses();
    if (clauses.stream().anyMatch(BooleanClause::isRequired)) {
      return clauses.stream()
          .filter(BooleanClause::isRequired)
          .flatMap(clause -> required(clause.query()).stream())
          .toList();
    }
    // one of the optional clauses must hold, whichever
    Set<Term> any = new HashSet<>();
    for (BooleanClause clause : clauses) {
      if (!clause.isProhibited()) {
        List<Set<Term>> terms = required(clause.query());
        if (terms.isEmpty()) {
          return List.of();
        }
        any.addAll(terms.getFirst());
      }
    }
    return any.isEmpty() ? List.of() : List.of(any);
  }

  private static Set<String> shown(Set<Term> terms) {
    return terms.stream()
        .map(term -> QueryFilters.shown(term.field(), term.bytes()))
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Whether this asset is found by the query.
   *
   * @param text the words of its file; asked for only where the metadata do not decide it
   * @param now what {@code NOW} stands for in the query
   */
  public boolean matches(String assetId, Metadata metadata, Supplier<String> text, Instant now) {
    Compiled asked = at(now);
    return filters.matches(asked.perhaps(), assetId, metadata)
        && (!asked.asksText()
            || filters.matches(asked.surely(), assetId, metadata)
            || filters.matches(asked.whole(), assetId, metadata, text));
  }

  /**
   * What each part of the query finds of this asset. The whole is {@link #matches}' to decide; both
   * always agree.
   */
  public QueryVerdict explained(
      String assetId, Metadata metadata, Supplier<String> text, Instant now) {
    return new Explained(assetId, metadata, text).of(filters.parts(q, now));
  }

  /** Asks each of its forms once: one that is too large fails here, and not at a change. */
  void check() {
    for (Query each : List.of(compiled.perhaps(), compiled.surely(), compiled.whole())) {
      filters.matches(each, "", Metadata.EMPTY);
    }
  }

  /** A date means another moment at another time, and where the time zone is changed. */
  private Compiled at(Instant now) {
    Compiled last = compiled;
    if (last.parsed().usesNow()) {
      return compiled(now);
    }
    if (!last.zone().equals(filters.zone())) {
      last = compiled(now);
      compiled = last;
    }
    return last;
  }

  private Compiled compiled(Instant now) {
    ZoneId zone = filters.zone();
    ParsedQuery parsed = filters.parse(q, now);
    Query query = parsed.query();
    return new Compiled(
        parsed,
        zone,
        FileTextTerm.in(query),
        FileTextTerm.opened(query),
        FileTextTerm.surely(query),
        FileTextTerm.perhaps(query));
  }

  /** Asks each part of the query about one asset. */
  private final class Explained {

    private final String assetId;
    private final Metadata metadata;
    private final Supplier<String> text;

    Explained(String assetId, Metadata metadata, Supplier<String> text) {
      this.assetId = assetId;
      this.metadata = metadata;
      this.text = text;
    }

    QueryVerdict of(QueryPart part) {
      return switch (part) {
        case QueryPart.All(List<QueryPart> parts) -> {
          List<QueryVerdict> all = parts.stream().map(this::of).toList();
          yield QueryVerdict.of(Kind.ALL, all.stream().allMatch(QueryVerdict::holds), all);
        }
        case QueryPart.Any(List<QueryPart> parts) -> {
          List<QueryVerdict> any = parts.stream().map(this::of).toList();
          yield QueryVerdict.of(Kind.ANY, any.stream().anyMatch(QueryVerdict::holds), any);
        }
        case QueryPart.Not(QueryPart inner) -> {
          QueryVerdict not = of(inner);
          yield QueryVerdict.of(Kind.NOT, !not.holds(), List.of(not));
        }
        case QueryPart.Unneeded(QueryPart inner) ->
            QueryVerdict.of(Kind.UNNEEDED, true, List.of(of(inner)));
        case QueryPart.Everything() -> QueryVerdict.of(Kind.EVERYTHING, true, List.of());
        case QueryPart.Term term -> of(term);
      };
    }

    private QueryVerdict of(QueryPart.Term term) {
      boolean holds =
          term.ofText()
              ? filters.matches(term.query(), assetId, metadata, text)
              : filters.matches(term.query(), assetId, metadata);
      @Nullable Object value =
          term.field().equals(IndexedFields.ID) ? assetId : metadata.asMap().get(term.field());
      return new QueryVerdict(
          Kind.TERM, term.field(), term.wanted(), value, term.ofText(), holds, List.of());
    }
  }

  /** A query as it was understood at some time. */
  private record Compiled(
      ParsedQuery parsed,
      ZoneId zone,
      boolean asksText,
      Query whole,
      Query surely,
      Query perhaps) {}
}
