package dev.carillon.server.assets.search.query;

import java.util.function.Function;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.jspecify.annotations.Nullable;

/**
 * What a query asks of the text in a file, kept apart from what it asks of the metadata: texts are
 * an index of their own, are not for everybody who sees an asset, and are dear to read for a
 * filter, which can often do without.
 */
public final class FileTextTerm extends Query {

  private static final int SHOWN_MAX = 100;

  private final Query query;
  private final String written;

  /**
   * Asks this of the text.
   *
   * @param written how it stands in the query
   */
  FileTextTerm(Query query, String written) {
    this.query = query;
    this.written = written;
  }

  /** What is asked of the text. */
  public Query query() {
    return query;
  }

  /** What it is called where it takes long. */
  public String part() {
    return part(written);
  }

  /** What a term of a query is called where it takes long. */
  static String part(String written) {
    return "the term '" + shown(written) + "'";
  }

  /** As much of a term as is told. */
  static String shown(String written) {
    return written.length() <= SHOWN_MAX ? written : written.substring(0, SHOWN_MAX) + "…";
  }

  /** The query with what this finds in the place of what is asked of the text. */
  public static Query found(Query query, Function<FileTextTerm, Query> finding) {
    return replaced(query, finding, finding);
  }

  /** The query over documents that hold text and metadata in one. */
  public static Query opened(Query query) {
    return replaced(query, FileTextTerm::query, FileTextTerm::query);
  }

  /** Whether anything of it is asked of the text. */
  public static boolean in(Query query) {
    return switch (query) {
      case FileTextTerm _ -> true;
      case BoostQuery boost -> in(boost.getQuery());
      case BooleanQuery group -> group.clauses().stream().anyMatch(clause -> in(clause.query()));
      default -> false;
    };
  }

  /** Finds every asset that the query finds whatever its text is, and no other. */
  public static Query surely(Query query) {
    return replaced(query, _ -> MatchNoDocsQuery.INSTANCE, _ -> MatchAllDocsQuery.INSTANCE);
  }

  /** Finds every asset that the query finds with some text, and no other that has none. */
  public static Query perhaps(Query query) {
    return replaced(query, _ -> MatchAllDocsQuery.INSTANCE, _ -> MatchNoDocsQuery.INSTANCE);
  }

  /**
   * The query with something else for what is asked of the text.
   *
   * @param wanted what stands for it where it must or should hold
   * @param unwanted what stands for it where it must not
   */
  private static Query replaced(
      Query query, Function<FileTextTerm, Query> wanted, Function<FileTextTerm, Query> unwanted) {
    return switch (query) {
      case FileTextTerm term -> wanted.apply(term);
      case BoostQuery boost ->
          new BoostQuery(replaced(boost.getQuery(), wanted, unwanted), boost.getBoost());
      case BooleanQuery group when in(group) -> {
        BooleanQuery.Builder same =
            new BooleanQuery.Builder()
                .setMinimumNumberShouldMatch(group.getMinimumNumberShouldMatch());
        for (BooleanClause clause : group.clauses()) {
          Query replaced =
              clause.isProhibited()
                  ? replaced(clause.query(), unwanted, wanted)
                  : replaced(clause.query(), wanted, unwanted);
          same.add(replaced, clause.occur());
        }
        yield same.build();
      }
      default -> query;
    };
  }

  @Override
  public void visit(QueryVisitor visitor) {
    visitor.visitLeaf(this);
  }

  @Override
  public String toString(String field) {
    return "text(" + query.toString(field) + ")";
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FileTextTerm that && query.equals(that.query);
  }

  @Override
  public int hashCode() {
    return 31 * FileTextTerm.class.hashCode() + query.hashCode();
  }
}
