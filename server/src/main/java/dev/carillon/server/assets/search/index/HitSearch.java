package dev.carillon.server.assets.search.index;

import dev.carillon.server.assets.search.query.CpuTask;
import dev.carillon.server.assets.search.query.Deadline;
import dev.carillon.server.assets.search.query.FileTextTerm;
import dev.carillon.server.assets.search.query.IndexedFields;
import dev.carillon.server.assets.search.query.MalformedQuery;
import dev.carillon.server.assets.search.query.ParsedQuery;
import dev.carillon.server.assets.search.query.QueryContext;
import dev.carillon.server.assets.search.query.QueryLanguage;
import dev.carillon.server.assets.search.query.RelatedAssets;
import dev.carillon.server.assets.search.query.SearchTimeout;
import dev.carillon.server.assets.search.query.VisibilityQuery;
import dev.carillon.server.platform.http.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.lucene.index.ExitableDirectoryReader.ExitingReaderException;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.apache.lucene.search.TopFieldDocs;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.automaton.TooComplexToDeterminizeException;

/**
 * Searches the index: from the text of a query to a page of hits, within the time that a search may
 * take.
 */
final class HitSearch {

  private final QueryLanguage language;
  private final RelatedAssets relations;
  private final InstantSource clock;
  private final Supplier<Deadline> deadlines;
  private final SortOrder sortOrder;
  private final FacetCounts facets;

  /**
   * Searches.
   *
   * @param relations finds the assets that a query asks for by their relations
   * @param clock what {@code NOW} means in a query
   * @param deadlines gives each search as long as it may work
   */
  HitSearch(
      QueryLanguage language,
      RelatedAssets relations,
      InstantSource clock,
      Supplier<Deadline> deadlines) {
    this.language = language;
    this.relations = relations;
    this.clock = clock;
    this.deadlines = deadlines;
    this.sortOrder = new SortOrder(language.fields());
    this.facets = new FacetCounts(language.fields());
  }

  /**
   * The assets that a query finds.
   *
   * @param computing carries out what keeps a processor busy
   * @throws Problem 400 where the query, the sort order or the page is not allowed, or it would
   *     take too long
   */
  SearchResult search(
      DocumentIndex assets, TextContents texts, SearchRequest request, CpuTask computing) {
    request.requireAllowed();
    Sort sort = sortOrder.of(request.sort());
    Deadline deadline = deadlines.get();
    try {
      ParsedQuery parsed =
          language.parse(
              request.q(),
              new QueryContext(clock.instant(), relations, deadline),
              new Waiting(computing, deadline));
      return computing.run(() -> found(assets, texts, request, parsed, sort, deadline));
    } catch (MalformedQuery e) {
      throw Problem.badRequest(e.message());
    } catch (SearchTimeout e) {
      throw Problem.badRequest(e.message());
    } catch (IndexSearcher.TooManyClauses | TooComplexToDeterminizeException e) {
      throw Problem.badRequest("The query has too many terms or wildcards");
    } catch (AlreadyClosedException e) {
      throw new UncheckedIOException("the search index is being reopened", new IOException(e));
    }
  }

  private SearchResult found(
      DocumentIndex assets,
      TextContents texts,
      SearchRequest request,
      ParsedQuery parsed,
      Sort sort,
      Deadline deadline) {
    try {
      assets.refresh();
      texts.refresh();
      // neither the wait for a thread nor what others wrote meanwhile is this search's work
      deadline.waited();
      Map<FileTextTerm, Query> inTexts = new HashMap<>();
      Query query =
          FileTextTerm.found(
              parsed.query(),
              term -> inTexts.computeIfAbsent(term, t -> found(t, texts, request, deadline)));
      SearchResult found =
          assets.search(deadline, searcher -> found(searcher, query, sort, request, deadline));
      return new SearchResult(found.ids(), found.totalHits(), found.facets(), parsed.related());
    } catch (ExitingReaderException tookTooLong) {
      deadline.check();
      throw tookTooLong;
    } catch (IOException e) {
      throw new UncheckedIOException("the search index cannot be read", e);
    }
  }

  /** The assets whose texts have it, as far as they may be read. */
  private static Query found(
      FileTextTerm term, TextContents texts, SearchRequest request, Deadline deadline) {
    return deadline.during(
        term.part(),
        () ->
            VisibilityQuery.withinAsOne(request.texts(), () -> texts.join(deadline, term.query())));
  }

  private SearchResult found(
      IndexSearcher searcher, Query asked, Sort sort, SearchRequest request, Deadline deadline)
      throws IOException {
    Query seen = only(request.only(), VisibilityQuery.within(request.sight(), asked));
    SearchResult page = page(searcher, facets.filtered(seen, request.facets()), sort, request);
    whole(searcher, deadline);
    return new SearchResult(
        page.ids(),
        page.totalHits(),
        facets.of(searcher, seen, request.facets(), deadline),
        List.of());
  }

  /** A searcher whose time is used up says so, and gives what it has until then. */
  static void whole(IndexSearcher searcher, Deadline deadline) {
    if (searcher.timedOut()) {
      deadline.check();
    }
  }

  private static Query only(String assetId, Query query) {
    return assetId.isEmpty()
        ? query
        : new BooleanQuery.Builder()
            .add(query, Occur.FILTER)
            .add(new TermQuery(new Term(IndexedFields.ID, assetId)), Occur.FILTER)
            .build();
  }

  private static SearchResult page(
      IndexSearcher searcher, Query query, Sort sort, SearchRequest request) throws IOException {
    if (request.num() == 0) {
      return new SearchResult(List.of(), searcher.count(query));
    }
    boolean everything = query instanceof MatchAllDocsQuery;
    int last = Math.clamp(searcher.getIndexReader().maxDoc(), 1, request.end());
    TopFieldDocs hits =
        searcher.search(
            query,
            new TopFieldCollectorManager(sort, last, null, everything ? 1 : Integer.MAX_VALUE));
    return new SearchResult(
        Arrays.stream(hits.scoreDocs).skip(request.start()).map(HitSearch::id).toList(),
        everything ? searcher.getIndexReader().numDocs() : hits.totalHits.value());
  }

  /** The sort order ends with the id, so that it needs no look-up. */
  private static String id(ScoreDoc hit) {
    Object[] fields = ((FieldDoc) hit).fields;
    return ((BytesRef) fields[fields.length - 1]).utf8ToString();
  }

  /** Carries out a part of a search whose wait for a thread does not count as work. */
  private record Waiting(CpuTask computing, Deadline deadline) implements CpuTask {

    @Override
    public <T> T run(Supplier<T> work) {
      return computing.run(
          () -> {
            deadline.waited();
            return work.get();
          });
    }
  }
}
