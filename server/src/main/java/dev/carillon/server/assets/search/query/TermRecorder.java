package dev.carillon.server.assets.search.query;

import java.util.IdentityHashMap;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.queryparser.classic.ParseException;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.Query;
import org.jspecify.annotations.Nullable;

/**
 * The parser of queries, which also notes what was written for each term. What it makes of a term
 * is an object of its own, by which the term is found again.
 */
final class TermRecorder extends AssetQueryParser {

  private final IdentityHashMap<Query, QueryPart.Term> terms = new IdentityHashMap<>();
  private final IndexedFields fields;

  TermRecorder(IndexedFields fields, Analyzer analyzer, QueryContext scope, TimeReader times) {
    super(fields, analyzer, scope, times);
    this.fields = fields;
  }

  /** The terms met so far, by what was made of them: the very objects. */
  IdentityHashMap<Query, QueryPart.Term> terms() {
    return terms;
  }

  @Override
  protected @Nullable Query getFieldQuery(String name, String text, boolean quoted)
      throws ParseException {
    String wanted = quoted ? '"' + text + '"' : text;
    return ofWords(name, wanted, super.getFieldQuery(name, text, quoted));
  }

  @Override
  protected @Nullable Query getFieldQuery(String name, String text, int slop)
      throws ParseException {
    return ofWords(name, '"' + text + "\"~" + slop, super.getFieldQuery(name, text, slop));
  }

  @Override
  protected Query getPrefixQuery(String name, String prefix) throws ParseException {
    return noted(name, prefix + "*", super.getPrefixQuery(name, prefix));
  }

  @Override
  protected Query getWildcardQuery(String name, String pattern) throws ParseException {
    return noted(name, pattern, super.getWildcardQuery(name, pattern));
  }

  @Override
  protected Query getFuzzyQuery(String name, String term, float similarity) throws ParseException {
    return noted(name, term + "~", super.getFuzzyQuery(name, term, similarity));
  }

  @Override
  protected Query getRangeQuery(
      String name,
      @Nullable String from,
      @Nullable String to,
      boolean fromInclusive,
      boolean toInclusive)
      throws ParseException {
    String wanted =
        (fromInclusive ? "[" : "{")
            + (from == null ? "*" : from)
            + " TO "
            + (to == null ? "*" : to)
            + (toInclusive ? "]" : "}");
    String field = name.isEmpty() ? "name" : name;
    return noted(field, wanted, super.getRangeQuery(name, from, to, fromInclusive, toInclusive));
  }

  /** What was made of a term that has words. */
  private @Nullable Query ofWords(String name, String wanted, @Nullable Query made) {
    return made == null ? null : noted(name, wanted, made);
  }

  private Query noted(String name, String wanted, Query made) {
    Query own = new ConstantScoreQuery(made);
    String field = fields.find(name).map(IndexedField::name).orElse(name);
    terms.put(
        own, new QueryPart.Term(field, wanted, FileTextTerm.opened(made), FileTextTerm.in(made)));
    return own;
  }
}
