package dev.carillon.server.assets.search.query;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;

/** What a query asks, part by part, as people wrote it. For people: a search asks the whole. */
public sealed interface QueryPart {

  /** All of these must hold. */
  record All(List<QueryPart> parts) implements QueryPart {
    public All {
      parts = List.copyOf(parts);
    }
  }

  /** One of these must hold. */
  record Any(List<QueryPart> parts) implements QueryPart {
    public Any {
      parts = List.copyOf(parts);
    }
  }

  /** This must not hold. */
  record Not(QueryPart part) implements QueryPart {}

  /** Beside what must hold, this decides nothing. */
  record Unneeded(QueryPart part) implements QueryPart {}

  /** Always holds. */
  record Everything() implements QueryPart {}

  /**
   * What is asked of one field, or of all that are searched without naming them.
   *
   * @param field the field's technical name; empty: any text
   * @param wanted what it must be, as it stands in the query
   * @param query the same for Lucene, over documents that hold text and metadata in one
   * @param ofText whether the words of the file may decide it
   */
  record Term(String field, String wanted, Query query, boolean ofText) implements QueryPart {}

  /**
   * The parts of a query.
   *
   * @param terms what was written, by what was made of it: the very objects
   */
  static QueryPart of(Query query, IdentityHashMap<Query, Term> terms) {
    Term term = terms.get(query);
    if (term != null) {
      return term;
    }
    return switch (query) {
      case BoostQuery boost -> of(boost.getQuery(), terms);
      case MatchAllDocsQuery _ -> new Everything();
      case BooleanQuery group -> ofGroup(group, terms);
      default -> new Term("", query.toString(), FileTextTerm.opened(query), FileTextTerm.in(query));
    };
  }

  private static QueryPart ofGroup(BooleanQuery group, IdentityHashMap<Query, Term> terms) {
    List<QueryPart> all = new ArrayList<>();
    List<QueryPart> any = new ArrayList<>();
    boolean required = group.clauses().stream().anyMatch(BooleanClause::isRequired);
    for (BooleanClause clause : group.clauses()) {
      QueryPart part = of(clause.query(), terms);
      if (clause.isProhibited()) {
        all.add(new Not(part));
      } else if (clause.isRequired()) {
        all.add(part);
      } else {
        any.add(part);
      }
    }
    if (required) {
      any.forEach(part -> all.add(new Unneeded(part)));
    } else if (!any.isEmpty()) {
      all.addFirst(any.size() == 1 ? any.getFirst() : new Any(any));
    }
    if (all.isEmpty()) {
      return new Not(new Everything()); // without a word: Lucene finds nothing
    }
    return all.size() == 1 ? all.getFirst() : new All(all);
  }
}
