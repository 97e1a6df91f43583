package dev.carillon.server.search;

import dev.carillon.server.field.Metadata;
import dev.carillon.server.http.Problem;
import dev.carillon.server.search.query.AssetDocuments;
import dev.carillon.server.search.query.MalformedQuery;
import dev.carillon.server.search.query.QueryLanguage;
import dev.carillon.server.search.query.Scope;
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
import java.util.stream.Stream;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.apache.lucene.search.TopFieldDocs;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.automaton.TooComplexToDeterminizeException;

/**
 * The search index on Lucene, in a directory of this machine. Nothing is refreshed or made durable
 * for a single change: a search refreshes if something newer than its view has been applied, and
 * every few seconds all is written to disk together with the sequence it goes up to.
 */
public final class LuceneIndex implements AssetIndex {

  private static final System.Logger LOG = System.getLogger(LuceneIndex.class.getName());

  private static final int HITS_MAX = 10_000;
  private static final int STRIPES = 64;
  private static final String NO_RELATIONS = "is not supported yet";

  private final IndexDirectory directory;
  private final QueryLanguage language;
  private final InstantSource clock;
  private final AssetDocuments documents;
  private final TextContents texts;
  private final SortOrder sortOrder;
  private final AppliedChanges applied;
  private final ReentrantLock[] stripes =
      Stream.generate(ReentrantLock::new).limit(STRIPES).toArray(ReentrantLock[]::new);
  private final ReentrantLock committing = new ReentrantLock();
  private final ScheduledExecutorService committer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("index-commit").factory());
  private volatile long committed;
  private boolean closed;

  private LuceneIndex(IndexDirectory directory, QueryLanguage language, InstantSource clock) {
    this.directory = directory;
    this.language = language;
    this.clock = clock;
    this.documents = language.documents();
    this.texts = new TextContents(directory.texts(), documents);
    this.sortOrder = new SortOrder(language.fields());
    this.committed = directory.committedSequence();
    this.applied = new AppliedChanges(committed);
  }

  /**
   * Opens the index in this directory. Where it is missing, damaged, or was written with other
   * fields, it begins empty: {@link #appliedSequence()} is 0.
   *
   * @param language what queries may say
   * @param clock what {@code NOW} means in a query
   * @param commitEvery how often changes are made durable; the next start replays what came later
   * @throws UncheckedIOException if the directory cannot be used, or another process uses it
   */
  public static LuceneIndex open(
      Path directory, QueryLanguage language, InstantSource clock, Duration commitEvery) {
    try {
      LuceneIndex index =
          new LuceneIndex(IndexDirectory.open(directory, language), language, clock);
      long millis = commitEvery.toMillis();
      var _ =
          index.committer.scheduleWithFixedDelay(
              index::commitInBackground, millis, millis, TimeUnit.MILLISECONDS);
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
        () -> {
          texts.put(assetId, textContent);
          directory.assets().put(assetId, documents.metadata(assetId, metadata));
        });
  }

  @Override
  public void remove(long sequence, String assetId) {
    change(
        sequence,
        assetId,
        () -> {
          texts.put(assetId, "");
          directory.assets().delete(assetId);
        });
  }

  @Override
  public void caughtUp(long sequence) {
    applied.caughtUp(sequence);
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
    if ((long) request.start() + request.num() > HITS_MAX) {
      throw Problem.badRequest(
          "'start' and 'num' together must be at most " + HITS_MAX + "; narrow the query instead");
    }
    Sort sort = sortOrder.of(request.sort());
    try {
      Query query =
          language
              .parse(request.q(), new Scope(clock.instant(), texts::join, NO_RELATIONS))
              .query();
      return directory.assets().search(searcher -> page(searcher, query, sort, request));
    } catch (MalformedQuery e) {
      throw Problem.badRequest(e.message());
    } catch (IndexSearcher.TooManyClauses | TooComplexToDeterminizeException e) {
      throw Problem.badRequest("The query has too many terms or wildcards");
    } catch (IOException e) {
      throw new UncheckedIOException("the search index cannot be read", e);
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
      try (directory) {
        directory.commit(applied.upTo());
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
      long upTo = applied.upTo();
      if (!closed && upTo > committed) {
        directory.commit(upTo);
        committed = upTo;
      }
    } finally {
      committing.unlock();
    }
  }

  private void commitInBackground() {
    try {
      commit();
      directory.texts().refresh();
    } catch (IOException | RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "The search index cannot be written", e);
    }
  }

  private void change(long sequence, String assetId, Write write) {
    ReentrantLock stripe = stripes[Math.floorMod(assetId.hashCode(), STRIPES)];
    stripe.lock();
    try {
      if (applied.isNews(sequence, assetId)) {
        write.run();
      }
      applied.add(sequence, assetId);
    } catch (IOException e) {
      throw new UncheckedIOException("the search index cannot be written", e);
    } finally {
      stripe.unlock();
    }
  }

  private static SearchResult page(
      IndexSearcher searcher, Query query, Sort sort, SearchRequest request) throws IOException {
    if (request.num() == 0) {
      return new SearchResult(List.of(), searcher.count(query));
    }
    boolean everything = query instanceof MatchAllDocsQuery;
    int last = Math.clamp(searcher.getIndexReader().maxDoc(), 1, request.start() + request.num());
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
    void run() throws IOException;
  }
}
