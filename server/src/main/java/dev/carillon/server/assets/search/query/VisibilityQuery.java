package dev.carillon.server.assets.search.query;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * Makes a query find only what a {@link VisibleFolders} lets be seen, which {@code
 * AssetPermissions.seenBy} makes of the permissions of a user in folders. An asset holds the paths
 * of all folders above it, so that a layer of thousands of folders is one set of terms, and the
 * query two clauses for each layer.
 */
public final class VisibilityQuery {

  private static final String ANCESTORS = "k.ancestorPaths";
  private static final String EACH_INSIDE = "/*";

  private VisibilityQuery() {}

  /** The query, for assets that may be seen. */
  public static Query within(VisibleFolders sight, Query query) {
    if (sight.everything()) {
      return query;
    }
    Query seen = MatchNoDocsQuery.INSTANCE;
    for (Set<String> layer : sight.layers().reversed()) {
      Query inside = inside(layer);
      seen =
          seen instanceof MatchNoDocsQuery
              ? inside
              : new BooleanQuery.Builder()
                  .add(inside, Occur.FILTER)
                  .add(seen, Occur.MUST_NOT)
                  .build();
    }
    return new BooleanQuery.Builder().add(query, Occur.MUST).add(seen, Occur.FILTER).build();
  }

  /**
   * The query as a part of another one: one clause, however many folders there are.
   *
   * @param query asked for only where anything may be seen
   */
  public static Query withinAsOne(VisibleFolders sight, Supplier<Query> query) {
    if (sight.everything()) {
      return query.get();
    }
    return sight.layers().isEmpty()
        ? MatchNoDocsQuery.INSTANCE
        : new OneClause(within(sight, query.get()));
  }

  private static Query inside(Set<String> folders) {
    List<BytesRef> paths = new ArrayList<>();
    List<Query> prefixes = new ArrayList<>();
    for (String folder : folders) {
      if (folder.endsWith(EACH_INSIDE)) {
        String prefix = folder.substring(0, folder.length() - 1);
        prefixes.add(new PrefixQuery(new Term(ANCESTORS, prefix)));
      } else {
        paths.add(new BytesRef(TextFolding.path(folder)));
      }
    }
    Query terms = new TermInSetQuery(ANCESTORS, paths);
    if (prefixes.isEmpty()) {
      return terms;
    }
    BooleanQuery.Builder any = new BooleanQuery.Builder().add(terms, Occur.SHOULD);
    prefixes.forEach(prefix -> any.add(prefix, Occur.SHOULD));
    return any.build();
  }

  /**
   * A query that counts as one clause of the query it is in, whatever it is made of: whose
   * permissions are many may ask for as many words as anybody.
   */
  private static final class OneClause extends Query {

    private final Query query;

    OneClause(Query query) {
      this.query = query;
    }

    @Override
    public Query rewrite(IndexSearcher searcher) throws IOException {
      Query rewritten = query.rewrite(searcher);
      return rewritten.equals(query) ? this : new OneClause(rewritten);
    }

    @Override
    public Weight createWeight(IndexSearcher searcher, ScoreMode scoreMode, float boost)
        throws IOException {
      return searcher.createWeight(query, scoreMode, boost);
    }

    @Override
    public void visit(QueryVisitor visitor) {
      visitor.visitLeaf(this);
    }

    @Override
    public String toString(String field) {
      return query.toString(field);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof OneClause that && query.equals(that.query);
    }

    @Override
    public int hashCode() {
      return 31 * OneClause.class.hashCode() + query.hashCode();
    }
  }
}
