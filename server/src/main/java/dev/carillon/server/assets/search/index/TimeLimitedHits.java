package dev.carillon.server.assets.search.index;

import dev.carillon.server.assets.search.query.Deadline;
import java.io.IOException;
import java.util.List;
import org.apache.lucene.facet.FacetsCollector;
import org.apache.lucene.search.DocIdSet;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.FilterDocIdSetIterator;

/** Hits that were collected; whoever goes over them, to count their values, ends with the time. */
final class TimeLimitedHits extends FacetsCollector {

  private static final int LOOK_MASK = (1 << 8) - 1;

  private final FacetsCollector hits;
  private final Deadline deadline;

  TimeLimitedHits(FacetsCollector hits, Deadline deadline) {
    this.hits = hits;
    this.deadline = deadline;
  }

  @Override
  public List<MatchingDocs> getMatchingDocs() {
    return hits.getMatchingDocs().stream()
        .map(
            docs ->
                new MatchingDocs(
                    docs.context(),
                    new WatchedDocs(docs.bits(), deadline),
                    docs.totalHits(),
                    docs.scores()))
        .toList();
  }

  private static final class WatchedDocs extends DocIdSet {

    private final DocIdSet docs;
    private final Deadline deadline;

    WatchedDocs(DocIdSet docs, Deadline deadline) {
      this.docs = docs;
      this.deadline = deadline;
    }

    @Override
    public DocIdSetIterator iterator() throws IOException {
      return new WatchedIterator(docs.iterator(), deadline);
    }

    @Override
    public long ramBytesUsed() {
      return docs.ramBytesUsed();
    }
  }

  private static final class WatchedIterator extends FilterDocIdSetIterator {

    private final Deadline deadline;
    private int steps;

    WatchedIterator(DocIdSetIterator docs, Deadline deadline) {
      super(docs);
      this.deadline = deadline;
    }

    @Override
    public int nextDoc() throws IOException {
      look();
      return super.nextDoc();
    }

    @Override
    public int advance(int target) throws IOException {
      look();
      return super.advance(target);
    }

    private void look() {
      if ((++steps & LOOK_MASK) == 0) {
        deadline.check();
      }
    }
  }
}
