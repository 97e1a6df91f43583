package dev.carillon.server.testing;

import dev.carillon.server.assets.field.Metadata;
import dev.carillon.server.assets.search.index.AssetIndex;
import dev.carillon.server.assets.search.index.SearchRequest;
import dev.carillon.server.assets.search.index.SearchResult;

/** A search index, whichever engine it is on: what is put into it is found by the next search. */
public interface IndexUnderTest extends AutoCloseable {

  /** An asset was made or changed; the last change of each asset counts. */
  void put(String assetId, Metadata metadata, String text);

  /** The same, where the text of the file cannot be read now. */
  void putUnread(String assetId, Metadata metadata);

  /** The words of files can be read: this is what {@link #putUnread} did without. */
  void read(String assetId, Metadata metadata, String text);

  /** An asset was removed, which need not have been there. */
  void remove(String assetId);

  /** Waits until a search finds all that was put, however much that is. */
  void settle();

  /** What a search finds. */
  SearchResult search(SearchRequest request);

  @Override
  void close();

  /** One that is handed each change, with a number of its own. */
  final class Handed implements IndexUnderTest {

    private final AssetIndex index;
    private long sequence;

    Handed(AssetIndex index) {
      this.index = index;
    }

    @Override
    public void put(String assetId, Metadata metadata, String text) {
      index.apply(next(), assetId, metadata, text);
    }

    @Override
    public void putUnread(String assetId, Metadata metadata) {
      index.applyUnread(next(), assetId, metadata);
    }

    @Override
    public synchronized void read(String assetId, Metadata metadata, String text) {
      index.apply(sequence, assetId, metadata, text);
    }

    @Override
    public void remove(String assetId) {
      index.remove(next(), assetId);
    }

    @Override
    public void settle() {
      // the next search does
    }

    @Override
    public SearchResult search(SearchRequest request) {
      return index.search(request);
    }

    @Override
    public void close() {
      index.close();
    }

    private synchronized long next() {
      return ++sequence;
    }
  }
}
