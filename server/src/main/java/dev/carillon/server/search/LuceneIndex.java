package dev.carillon.server.search;

import dev.carillon.server.field.Metadata;
import dev.carillon.server.http.Problem;
import dev.carillon.server.search.query.AssetDocuments;
import dev.carillon.server.search.query.Computing;
import dev.carillon.server.search.query.IndexedFields;
import dev.carillon.server.search.query.MalformedQuery;
import dev.carillon.server.search.query.ParsedQuery;
import dev.carillon.server.search.query.QueryLanguage;
import dev.carillon.server.search.query.RelatedAssets;
import dev.carillon.server.search.query.Scope;
import dev.carillon.server.search.query.SightQuery;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
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
 * The search index on Lucene, in a directory of this machine. Nothing is refreshed or made durable
 * for a single change: a search refreshes if something newer than its view has been applied, else
 * that is done each second, and every few seconds all is written to disk together with the sequence
 * it goes up to.
 */
public final class LuceneIndex implements AssetIndex {

  private static final System.Logger LOG = System.getLogger(LuceneIndex.class.getName());

  private static final int HITS_MAX = 10_000;

  /** Each takes memory for each hit. */
  private static final int SORTS_MAX = 20;

  private static final int FACETS_MAX = 100;
  private static final int STRIPES = 64;

  /** How many there are for each commit, which leaves each less to do. */
  private static final int REFRESHES = 5;

  private final Path path;
  private final QueryLanguage language;
  private final RelatedAssets relations;
  private final InstantSource clock;
  private final AssetDocuments documents;
  private final SortOrder sortOrder;
  private final FacetCounts facets;
  private final ReentrantLock[] stripes =
      Stream.generate(ReentrantLock::new).limit(STRIPES).toArray(ReentrantLock[]::new);
  private final ReentrantLock committing = new ReentrantLock();
  private final ScheduledExecutorService committer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("index-commit").factory());
  private volatile Opened opened;
  private volatile long committed;
  private volatile boolean behind;
  private volatile Runnable replay = () -> {};
  private volatile Computing computing = Supplier::get;
  private boolean closed;

  private LuceneIndex(
      Path path, QueryLanguage language, RelatedAssets relations, InstantSource clock)
      throws IOException {
    this.path = path;
    this.language = language;
    this.relations = relations;
    this.clock = clock;
    this.documents = language.documents();
    this.sortOrder = new SortOrder(language.fields());
    this.facets = new FacetCounts(language.fields());
    this.opened = Opened.at(path, language);
    this.committed = opened.directory().committedSequence();
  }

  /**
   * Opens the index in this directory. Where it is missing, damaged, or was written with other
   * fields, it begins empty: {@link #appliedSequence()} is 0.
   *
   * @param language what queries may say
   * @param relations finds the assets that a query asks for by their relations
   * @param clock what {@code NOW} means in a query
   * @param commitEvery how often changes are made durable; the next start replays what came later
   * @throws UncheckedIOException if the directory cannot be used, or another process uses it
   */
  public static LuceneIndex open(
      Path directory,
      QueryLanguage language,
      RelatedAssets relations,
      InstantSource clock,
      Duration commitEvery) {
    try {
      LuceneIndex index = new LuceneIndex(directory, language, relations, clock);
      index.schedule(index::commitInBackground, commitEvery);
      index.schedule(index::refreshInBackground, commitEvery.dividedBy(REFRESHES));
      return index;
    } catch (IOException e) {
      throw new UncheckedIOException("the search index in " + directory + " cannot be opened", e);
    }
  }

  @Override
  public void apply(long sequence, String assetId, Metadata metadata, String textContent) {
    change(
        sequence,
        assetId,
        now -> {
          now.texts().put(assetId, textContent);
          now.directory().assets().put(assetId, documents.metadata(assetId, metadata));
        });
  }

  @Override
  public void remove(long sequence, String assetId) {
    change(
        sequence,
        assetId,
        now -> {
          now.texts().put(assetId, "");
          now.directory().assets().delete(assetId);
        });
  }

  @Override
  public void overtaken(long sequence, String assetId) {
    opened.applied().add(sequence, assetId);
  }

  @Override
  public void caughtUp(long sequence) {
    opened.applied().caughtUp(sequence);
  }

  @Override
  public void fellBehind() {
    behind = true;
  }

  @Override
  public void repairedBy(Runnable replay) {
    this.replay = replay;
  }

  /** Searches are carried out by this from now on. */
  public void computedBy(Computing computing) {
    this.computing = computing;
  }

  @Override
  public long appliedSequence() {
    return committed;
  }

  @Override
  public SearchResult search(SearchRequest request) {
    if (request.start() < 0 || request.num() < 0) {
      throw Problem.badRequest("'start' and 'num' must not be negative");
    }
    if (request.num() > 0 && request.start() >= HITS_MAX) {
      throw Problem.badField(
          "start",
          Integer.toString(request.start()),
          "less than "
              + HITS_MAX
              + ": results beyond that are not paged, narrow the query instead");
    }
    limit("sort' or 'sorting", request.sort().size(), SORTS_MAX);
    limit("facets", request.facets().size(), FACETS_MAX);
    Sort sort = sortOrder.of(request.sort());
    Opened now = opened;
    try {
      ParsedQuery parsed =
          language.parse(
              request.q(), new Scope(clock.instant(), now.texts()::join, relations), computing);
      return computing.run(() -> found(now, parsed, sort, request));
    } catch (MalformedQuery e) {
      throw Problem.badRequest(e.message());
    } catch (IndexSearcher.TooManyClauses | TooComplexToDeterminizeException e) {
      throw Problem.badRequest("The query has too many terms or wildcards");
    } catch (AlreadyClosedException e) {
      throw new UncheckedIOException("the search index is being opened anew", new IOException(e));
    }
  }

  @Override
  public void close() {
    committing.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      committer.shutdown();
      try (IndexDirectory directory = opened.directory()) {
        if (!directory.broken()) {
          directory.commit(opened.applied().upTo());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the search index cannot be written", e);
    } finally {
      committing.unlock();
    }
  }

  /** Makes everything that was applied durable. */
  void commit() throws IOException {
    committing.lock();
    try {
      // Read first: what is applied meanwhile may be in this commit, but is replayed all the same.
      long upTo = opened.applied().upTo();
      if (!closed && upTo > committed) {
        opened.directory().commit(upTo);
        committed = upTo;
      }
    } finally {
      committing.unlock();
    }
  }

  private void schedule(Runnable chore, Duration every) {
    long millis = Math.max(1, every.toMillis());
    var _ = committer.scheduleWithFixedDelay(chore, millis, millis, TimeUnit.MILLISECONDS);
  }

  /** A little at a time: all at once would keep a processor busy while callers wait. */
  private void refreshInBackground() {
    try {
      opened.directory().refresh();
    } catch (IOException | RuntimeException e) {
      LOG.log(System.Logger.Level.DEBUG, "The commit will try it again, and tell", e);
    }
  }

  private void commitInBackground() {
    try {
      if (behind || opened.directory().broken()) {
        repair();
      } else {
        // Refreshed first: where the commit fails, all that came before can still be searched.
        opened.directory().refresh();
        commit();
      }
    } catch (IOException | RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "The search index cannot be written", e);
    }
  }

  /** Opens the index anew, as it was at the last commit, and has all replayed since then. */
  private void repair() throws IOException {
    IndexDirectory.probe(path);
    behind = true;
    committing.lock();
    try {
      if (closed) {
        return;
      }
      closeBroken(opened.directory());
      opened = Opened.at(path, language);
      committed = opened.directory().committedSequence();
    } finally {
      committing.unlock();
    }
    behind = false;
    try {
      replay.run();
      LOG.log(System.Logger.Level.INFO, "The search index has caught up");
    } catch (RuntimeException failed) {
      behind = true;
      throw failed;
    }
  }

  private static void closeBroken(IndexDirectory directory) {
    try {
      directory.close();
    } catch (IOException | RuntimeException failed) {
      LOG.log(System.Logger.Level.DEBUG, "closing an index that is opened anew", failed);
    }
  }

  private void change(long sequence, String assetId, Write write) {
    ReentrantLock stripe = stripes[Math.floorMod(assetId.hashCode(), STRIPES)];
    stripe.lock();
    try {
      Opened now = opened;
      if (now.applied().isNews(sequence, assetId)) {
        write.to(now);
      }
      now.applied().add(sequence, assetId);
    } catch (IOException e) {
      throw new UncheckedIOException("the search index cannot be written", e);
    } finally {
      stripe.unlock();
    }
  }

  private static void limit(String name, int given, int max) {
    if (given > max) {
      throw Problem.badRequest("'" + name + "' names " + given + " fields; at most " + max);
    }
  }

  private SearchResult found(Opened now, ParsedQuery parsed, Sort sort, SearchRequest request) {
    try {
      return now.directory().assets().search(searcher -> found(searcher, parsed, sort, request));
    } catch (IOException e) {
      throw new UncheckedIOException("the search index cannot be read", e);
    }
  }

  private SearchResult found(
      IndexSearcher searcher, ParsedQuery parsed, Sort sort, SearchRequest request)
      throws IOException {
    Query seen = only(request.only(), SightQuery.within(request.sight(), parsed.query()));
    Query query = facets.filtered(seen, request.facets());
    SearchResult page = page(searcher, query, sort, request);
    return new SearchResult(
        page.ids(),
        page.totalHits(),
        facets.of(searcher, seen, request.facets()),
        parsed.related());
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
    int end = (int) Math.min(HITS_MAX, (long) request.start() + request.num());
    int last = Math.clamp(searcher.getIndexReader().maxDoc(), 1, end);
    TopFieldDocs hits =
        searcher.search(
            query,
            new TopFieldCollectorManager(sort, last, null, everything ? 1 : Integer.MAX_VALUE));
    return new SearchResult(
        Arrays.stream(hits.scoreDocs).skip(request.start()).map(LuceneIndex::id).toList(),
        everything ? searcher.getIndexReader().numDocs() : hits.totalHits.value());
  }

  /** The sort order ends with the id, so that it needs no look-up. */
  private static String id(ScoreDoc hit) {
    Object[] fields = ((FieldDoc) hit).fields;
    return ((BytesRef) fields[fields.length - 1]).utf8ToString();
  }

  /** A write to both indexes. */
  @FunctionalInterface
  private interface Write {
    void to(Opened opened) throws IOException;
  }

  /** What there is of one opening of the index. */
  private record Opened(IndexDirectory directory, TextContents texts, AppliedChanges applied) {

    static Opened at(Path path, QueryLanguage language) throws IOException {
      IndexDirectory directory = IndexDirectory.open(path, language);
      return new Opened(
          directory,
          new TextContents(directory.texts(), language.documents()),
          new AppliedChanges(directory.committedSequence()));
    }
  }
}
