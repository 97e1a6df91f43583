package dev.carillon.server.assets.search.index;

import dev.carillon.server.assets.search.query.Deadline;
import java.io.IOException;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.ExitableDirectoryReader.ExitableFilterAtomicReader;
import org.apache.lucene.index.FilterDirectoryReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.SortedNumericDocValues;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.search.IndexSearcher;
import org.jspecify.annotations.Nullable;

/**
 * An index for one search, which ends where its time is used up: while it goes over words and
 * points, as a query is made ready, and while it goes over assets. Columns are read as they are,
 * since Lucene reads them slower where it is watched, and where they are read for each asset the
 * searcher, or what counts values, looks at the time itself.
 */
final class TimedReader extends FilterDirectoryReader {

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
