package dev.carillon.server.assets.search.index;

import dev.carillon.server.assets.field.Metadata;
import dev.carillon.server.assets.search.query.AssetDocuments;
import dev.carillon.server.assets.search.query.CpuTask;
import dev.carillon.server.assets.search.query.Deadline;
import dev.carillon.server.assets.search.query.QueryLanguage;
import dev.carillon.server.assets.search.query.RelatedAssets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The search index on Lucene, in a directory of this machine. Nothing is refreshed or made durable
 * for a single change: a search refreshes if something newer than its view has been applied, else
 * that is done each second, and every few seconds all is written to disk together with the sequence
 * it goes up to.
 */
public final class LuceneIndex implements AssetIndex {

  private static final System.Logger LOG = System.getLogger(LuceneIndex.class.getName());

  /** How long one search may work; more would keep others waiting. */
  private static final Duration SEARCH_MAX = Duration.ofSeconds(2);

  private static final int STRIPES = 64;

  /** How many there are for each commit, which leaves each less to do. */
  private static final int REFRESHES = 5;

  private final Path path;
  private final QueryLanguage language;
  private final AssetDocuments documents;
  private final HitSearch hits;
  private final ReentrantLock[] stripes =
      Stream.generate(ReentrantLock::new).limit(STRIPES).toArray(ReentrantLock[]::new);
  private final ReentrantLock committing = new ReentrantLock();
  private final ScheduledExecutorService committer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("index-commit").factory());
  private volatile Opened opened;
  private volatile long committed;
  private volatile boolean behind;
  private volatile boolean useless;
  private volatile Runnable replay = () -> {};
  private volatile CpuTask computing = Supplier::get;
  private boolean closed;

  private LuceneIndex(Path path, QueryLanguage language, HitSearch hits) throws IOException {
    this.path = path;
    this.language = language;
    this.hits = hits;
    this.documents = language.documents();
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
    return open(
        directory,
        language,
        new HitSearch(language, relations, clock, () -> new Deadline(SEARCH_MAX, System::nanoTime)),
        commitEvery);
  }

  /** An index with searches of its own. */
  static LuceneIndex open(
      Path directory, QueryLanguage language, HitSearch hits, Duration commitEvery) {
    try {
      LuceneIndex index = new LuceneIndex(directory, language, hits);
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
          now.unread().remove(assetId);
          now.directory().assets().put(assetId, documents.metadata(assetId, metadata));
        });
  }

  @Override
  public void applyUnread(long sequence, String assetId, Metadata metadata) {
    change(
        sequence,
        assetId,
        now -> {
          now.unread().put(assetId, sequence);
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
          now.unread().remove(assetId);
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
  public long handedOver() {
    return opened.applied().upTo();
  }

  @Override
  public void startOver() {
    useless = true;
    behind = true;
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
  public void computedBy(CpuTask computing) {
    this.computing = computing;
  }

  @Override
  public long appliedSequence() {
    return committed;
  }

  @Override
  public SearchResult search(SearchRequest request) {
    Opened now = opened;
    return hits.search(now.directory().assets(), now.texts(), request, computing);
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
          directory.commit(opened.upTo());
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
      long upTo = opened.upTo();
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
      LOG.log(
          System.Logger.Level.DEBUG,
          "The search index could not be refreshed; the next commit retries it and reports"
              + " the result",
          e);
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
      if (useless) {
        RebuiltIndex.drop(path);
        useless = false;
      }
      opened = Opened.at(path, language);
      committed = opened.directory().committedSequence();
    } finally {
      committing.unlock();
    }
    behind = false;
    try {
      replay.run();
      LOG.log(System.Logger.Level.INFO, "The search index is up to date again");
    } catch (RuntimeException failed) {
      behind = true;
      throw failed;
    }
  }

  private static void closeBroken(IndexDirectory directory) {
    try {
      directory.close();
    } catch (IOException | RuntimeException failed) {
      LOG.log(System.Logger.Level.DEBUG, "closing an index that is reopened", failed);
    }
  }

  private void change(long sequence, String assetId, Write write) {
    ReentrantLock stripe = stripes[Math.floorMod(assetId.hashCode(), STRIPES)];
    stripe.lock();
    try {
      Opened now = opened;
      if (now.isNews(sequence, assetId)) {
        write.to(now);
      }
      now.applied().add(sequence, assetId);
    } catch (IOException e) {
      throw new UncheckedIOException("the search index cannot be written", e);
    } finally {
      stripe.unlock();
    }
  }

  /** A write to both indexes. */
  @FunctionalInterface
  private interface Write {
    void to(Opened opened) throws IOException;
  }

  /** What there is of one opening of the index. */
  private record Opened(
      IndexDirectory directory,
      TextContents texts,
      AppliedChanges applied,
      Map<String, Long> unread) {

    static Opened at(Path path, QueryLanguage language) throws IOException {
      IndexDirectory directory = IndexDirectory.open(path, language);
      return new Opened(
          directory,
          new TextContents(directory.texts(), language.documents()),
          new AppliedChanges(directory.committedSequence()),
          new ConcurrentHashMap<>());
    }

    /** A change without its text is news until it has been handed over with it. */
    boolean isNews(long sequence, String assetId) {
      return applied.isNews(sequence, assetId) || unread.getOrDefault(assetId, 0L) == sequence;
    }

    /** Up to where all is applied, texts included. */
    long upTo() {
      // read first: what is applied meanwhile may be without its text
      long all = applied.upTo();
      return unread.values().stream().mapToLong(first -> first - 1).reduce(all, Math::min);
    }
  }
}
