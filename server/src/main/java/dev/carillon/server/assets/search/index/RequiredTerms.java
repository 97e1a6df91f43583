package dev.carillon.server.assets.search.index;

import dev.carillon.server.assets.search.query.FileTextTerm;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/** Finds the terms that an asset must have to be found by a query. */
final class RequiredTerms {

  private RequiredTerms() {}

  /** Of each of these sets an asset must have at least one term; where there is none, nothing. */
  static List<Set<Term>> of(Query query) {
    return switch (query) {
      case TermQuery term -> List.of(Set.of(term.getTerm()));
      case PhraseQuery phrase -> List.of(phrase.getTerms()).stream().map(Set::of).toList();
      case FileTextTerm text -> of(text.query());
      case BoostQuery boosted -> of(boosted.getQuery());
      case ConstantScoreQuery constant -> of(constant.getQuery());
      case BooleanQuery combined -> ofCombined(combined);
      default -> List.of();
    };
  }

  private static List<Set<Term>> ofCombined(BooleanQuery query) {
    List<BooleanClause> clauses = query.clauses();
    if (clauses.stream().anyMatch(BooleanClause::isRequired)) {
      return clauses.stream()
          .filter(BooleanClause::isRequired)
          .flatMap(clause -> of(clause.query()).stream())
          .toList();
    }
    // one of the optional clauses must hold, whichever
    Set<Term> any = new HashSet<>();
    for (BooleanClause clause : clauses) {
      if (!clause.isProhibited()) {
        List<Set<Term>> terms = of(clause.query());
        if (terms.isEmpty()) {
          return List.of();
        }
        any.addAll(terms.getFirst());
      }
    }
    return any.isEmpty() ? List.of() : List.of(any);
  }
}
