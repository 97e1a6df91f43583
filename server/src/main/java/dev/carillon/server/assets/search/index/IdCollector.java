package dev.carillon.server.assets.search.index;

import dev.carillon.server.assets.search.query.IndexedFields;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.search.CollectorManager;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;
import org.apache.lucene.util.BytesRef;

/** Gathers the ids of all documents that a query finds. */
final class IdCollector implements CollectorManager<IdCollector.Leaf, List<BytesRef>> {

  @Override
  public Leaf newCollector() {
    return new Leaf();
  }

  @Override
  public List<BytesRef> reduce(Collection<Leaf> collectors) {
    List<BytesRef> all = new ArrayList<>();
    collectors.forEach(collector -> all.addAll(collector.found));
    return all;
  }

  /** What one thread finds. */
  static final class Leaf extends SimpleCollector {

    private final List<BytesRef> found = new ArrayList<>();
    private SortedSetDocValues ids = DocValues.emptySortedSet();

    @Override
    protected void doSetNextReader(LeafReaderContext context) throws IOException {
      ids = DocValues.getSortedSet(context.reader(), IndexedFields.ID);
    }

    @Override
    public void collect(int doc) throws IOException {
      if (ids.advanceExact(doc)) {
        found.add(BytesRef.deepCopyOf(ids.lookupOrd(ids.nextOrd())));
      }
    }

    @Override
    public ScoreMode scoreMode() {
      return ScoreMode.COMPLETE_NO_SCORES;
    }
  }
}
