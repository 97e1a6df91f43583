package dev.carillon.server.assets.search.index;

import dev.carillon.server.assets.search.query.AssetDocuments;
import dev.carillon.server.assets.search.query.Deadline;
import dev.carillon.server.assets.search.query.IndexedFields;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.CollectorManager;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.LiveFieldValues;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.StringHelper;

/**
 * The texts of files, in an index of their own: a change of metadata, which is frequent, does not
 * cut a long text into words again. Texts that are the same as before are not written.
 */
final class TextContents {

  private static final String DIGEST = "digest";
  private static final long NONE = 0;

  private final DocumentIndex shelf;
  private final AssetDocuments documents;
  private final Digests digests;

  TextContents(DocumentIndex shelf, AssetDocuments documents) {
    this.shelf = shelf;
    this.documents = documents;
    this.digests = new Digests(shelf);
    shelf.searchers().addListener(digests);
  }

  /** Replaces an asset's text; an empty one removes it. */
  void put(String assetId, String content) throws IOException {
    long digest = content.isEmpty() ? NONE : digest(content);
    if (digest == digests.of(assetId)) {
      return;
    }
    if (content.isEmpty()) {
      shelf.delete(assetId);
      digests.delete(assetId);
      return;
    }
    Document document = documents.text(assetId, content);
    document.add(new NumericDocValuesField(DIGEST, digest));
    shelf.put(assetId, document);
    digests.add(assetId, digest);
  }

  /** Makes everything that was written visible to searches. */
  void refresh() throws IOException {
    shelf.refresh();
  }

  /** A query for the assets whose texts this query finds. */
  Query join(Deadline deadline, Query query) {
    try {
      return shelf.search(
          deadline,
          searcher -> {
            List<BytesRef> ids = searcher.search(query, new IdCollector());
            HitSearch.whole(searcher, deadline);
            return ids.isEmpty()
                ? MatchNoDocsQuery.INSTANCE
                : new TermInSetQuery(IndexedFields.ID, ids);
          });
    } catch (IOException e) {
      throw new UncheckedIOException("the text index cannot be read", e);
    }
  }

  private static long digest(String content) {
    long[] halves = StringHelper.murmurhash3_x64_128(new BytesRef(content));
    long digest = halves[0] ^ halves[1];
    return digest == NONE ? 1 : digest;
  }

  /** Which text each asset has, those included that no searcher sees yet. */
  private static final class Digests extends LiveFieldValues<IndexSearcher, Long> {

    Digests(DocumentIndex shelf) {
      super(shelf.searchers(), NONE);
    }

    long of(String assetId) throws IOException {
      return Optional.ofNullable(get(assetId)).orElse(NONE);
    }

    @Override
    protected Long lookupFromSearcher(IndexSearcher searcher, String assetId) throws IOException {
      var hits = searcher.search(new TermQuery(new Term(IndexedFields.ID, assetId)), 1).scoreDocs;
      if (hits.length == 0) {
        return NONE;
      }
      var leaves = searcher.getIndexReader().leaves();
      var leaf = leaves.get(ReaderUtil.subIndex(hits[0].doc, leaves));
      var values = leaf.reader().getNumericDocValues(DIGEST);
      return values.advanceExact(hits[0].doc - leaf.docBase) ? values.longValue() : NONE;
    }
  }

  /** Gathers the ids of all documents that a query finds. */
  private static final class IdCollector
      implements CollectorManager<IdCollector.Leaf, List<BytesRef>> {

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
}
