package dev.carillon.server.assets.search.index;

import dev.carillon.server.assets.search.query.Deadline;
import dev.carillon.server.assets.search.query.IndexedFields;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.ExitableDirectoryReader.ExitableFilterAtomicReader;
import org.apache.lucene.index.ExitableDirectoryReader.ExitingReaderException;
import org.apache.lucene.index.FilterDirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.SortedNumericDocValues;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.SearcherFactory;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.NRTCachingDirectory;
import org.jspecify.annotations.Nullable;

/** One Lucene index with a document for each asset. Thread-safe. */
final class DocumentIndex implements Closeable {

  private static final String SEQUENCE = "sequence";
  private static final String LAYOUT = "layout";

  /** Smaller ones are merged with each other only, or each search would merge large ones again. */
  private static final double SMALL_MB = 1;

  private final Directory directory;
  private final IndexWriter writer;
  private final SearcherManager searchers;
  private final String layout;
  private final AtomicLong written = new AtomicLong();
  private final ReentrantLock refreshing = new ReentrantLock();
  private volatile long refreshed;

  /**
   * Opens the index in this directory, or makes it.
   *
   * @param layout what its documents look like
   * @param config how it is written, where not all indexes are alike
   * @throws IOException if it cannot be opened
   */
  DocumentIndex(Path path, String layout, IndexWriterConfig config) throws IOException {
    this.layout = layout;
    // A search soon after a change makes a tiny segment; such ones need no file before the commit,
    // and so a full disk does not keep anybody from searching.
    directory = new NRTCachingDirectory(FSDirectory.open(path), 5, 32);
    try {
      writer =
          new IndexWriter(
              directory,
              config
                  .setMergePolicy(new TieredMergePolicy().setFloorSegmentMB(SMALL_MB))
                  .setCommitOnClose(false));
    } catch (IOException | RuntimeException e) {
      directory.close();
      throw e;
    }
    try {
      searchers = new SearcherManager(writer, new SearcherFactory());
    } catch (IOException | RuntimeException e) {
      writer.close();
      directory.close();
      throw e;
    }
  }

  /** Up to which change the index on disk is whole; 0 if it is new or has another layout. */
  long committedSequence() {
    Map<String, String> data = commitData();
    return layout.equals(data.get(LAYOUT)) ? Long.parseLong(data.getOrDefault(SEQUENCE, "0")) : 0;
  }

  /** Whether the index on disk was written with another layout. */
  boolean outdated() {
    return !commitData().isEmpty() && !layout.equals(commitData().get(LAYOUT));
  }

  /** Replaces an asset's document. */
  void put(String assetId, Document document) throws IOException {
    writer.updateDocument(new Term(IndexedFields.ID, assetId), document);
    written.incrementAndGet();
  }

  /** Removes an asset's document, if there is one. */
  void delete(String assetId) throws IOException {
    writer.deleteDocuments(new Term(IndexedFields.ID, assetId));
    written.incrementAndGet();
  }

  /**
   * Searches everything that was written before this call.
   *
   * @throws ExitingReaderException where that takes longer than it may
   */
  <T> T search(Deadline deadline, Search<T> search) throws IOException {
    refresh();
    IndexSearcher searcher = searchers.acquire();
    try {
      return search.in(TimedReader.searcher(searcher, deadline));
    } finally {
      searchers.release(searcher);
    }
  }

  /** The searchers, for those who must know when they change. */
  SearcherManager searchers() {
    return searchers;
  }

  /** Makes everything that was written visible to searchers. */
  void refresh() throws IOException {
    long wanted = written.get();
    if (refreshed >= wanted) {
      return;
    }
    refreshing.lock();
    try {
      if (refreshed < wanted) {
        long upTo = written.get();
        refreshUnlessBroken();
        refreshed = upTo;
      }
    } finally {
      refreshing.unlock();
    }
  }

  /** A writer that failed stays closed; what searchers saw last can be searched all the same. */
  private void refreshUnlessBroken() throws IOException {
    try {
      searchers.maybeRefreshBlocking();
    } catch (IOException | AlreadyClosedException failed) {
      if (!broken()) {
        throw failed;
      }
    }
  }

  /** Whether a write failed so that none can follow, as on a full disk. */
  boolean broken() {
    return !writer.isOpen();
  }

  /** Makes everything that was written durable, and notes up to which change that is. */
  void commit(long sequence) throws IOException {
    writer.setLiveCommitData(Map.of(SEQUENCE, Long.toString(sequence), LAYOUT, layout).entrySet());
    writer.commit();
  }

  @Override
  public void close() throws IOException {
    try (directory;
        writer;
        searchers) {
      // closed in the opposite order
    }
  }

  private Map<String, String> commitData() {
    Iterable<Map.Entry<String, String>> data = writer.getLiveCommitData();
    if (data == null) {
      return Map.of();
    }
    Map<String, String> copy = new HashMap<>();
    data.forEach(entry -> copy.put(entry.getKey(), entry.getValue()));
    return copy;
  }

  /** What is done with a searcher. */
  @FunctionalInterface
  interface Search<T> {
    T in(IndexSearcher searcher) throws IOException;
  }

  /**
   * An index for one search, which ends where its time is used up: while it goes over words and
   * points, as a query is made ready, and while it goes over assets. Columns are read as they are,
   * since Lucene reads them slower where it is watched, and where they are read for each asset the
   * searcher, or what counts values, looks at the time itself.
   */
  private static final class TimedReader extends FilterDirectoryReader {

    private final Deadline deadline;

    private TimedReader(DirectoryReader in, Deadline deadline) throws IOException {
      super(
          in,
          new SubReaderWrapper() {
            @Override
            public LeafReader wrap(LeafReader reader) {
              return new TimedLeaf(reader, deadline);
            }
          });
      this.deadline = deadline;
    }

    /** A searcher of the same index for one search. */
    static IndexSearcher searcher(IndexSearcher searcher, Deadline deadline) throws IOException {
      DirectoryReader reader = (DirectoryReader) searcher.getIndexReader();
      IndexSearcher timed = new IndexSearcher(new TimedReader(reader, deadline));
      timed.setTimeout(deadline);
      return timed;
    }

    @Override
    protected DirectoryReader doWrapDirectoryReader(DirectoryReader other) throws IOException {
      return new TimedReader(other, deadline);
    }

    @Override
    public @Nullable CacheHelper getReaderCacheHelper() {
      return in.getReaderCacheHelper();
    }

    private static final class TimedLeaf extends ExitableFilterAtomicReader {

      TimedLeaf(LeafReader in, Deadline deadline) {
        super(in, deadline);
      }

      @Override
      public @Nullable NumericDocValues getNumericDocValues(String field) throws IOException {
        return in.getNumericDocValues(field);
      }

      @Override
      public @Nullable BinaryDocValues getBinaryDocValues(String field) throws IOException {
        return in.getBinaryDocValues(field);
      }

      @Override
      public @Nullable SortedDocValues getSortedDocValues(String field) throws IOException {
        return in.getSortedDocValues(field);
      }

      @Override
      public @Nullable SortedNumericDocValues getSortedNumericDocValues(String field)
          throws IOException {
        return in.getSortedNumericDocValues(field);
      }

      @Override
      public @Nullable SortedSetDocValues getSortedSetDocValues(String field) throws IOException {
        return in.getSortedSetDocValues(field);
      }
    }
  }
}
