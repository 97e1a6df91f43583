package dev.carillon.server.asset;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.server.file.BlobStore;
import dev.carillon.server.search.AssetIndex;
import java.util.List;

/** Hands changes to the search index. */
public final class AssetIndexer {

  private static final int PAGE = 500;

  private final AssetIndex index;
  private final TextContent texts;

  public AssetIndexer(AssetIndex index, BlobStore blobs) {
    this.index = index;
    this.texts = new TextContent(blobs);
  }

  /** Once at start, before any change: everything that the index does not have yet. */
  public void catchUp(Database database) {
    long done = index.appliedSequence();
    long last = database.read(IndexLog::last);
    for (List<IndexLog.Entry> page = after(database, done);
        !page.isEmpty();
        page = after(database, done)) {
      apply(page);
      done = page.getLast().sequence();
    }
    index.caughtUp(last);
    long applied = index.appliedSequence();
    database.write(
        connection -> {
          IndexLog.prune(connection, applied);
          return applied;
        });
  }

  private static List<IndexLog.Entry> after(Database database, long sequence) {
    return database.read(connection -> IndexLog.after(connection, sequence, PAGE));
  }

  void apply(List<IndexLog.Entry> entries) {
    for (IndexLog.Entry entry : entries) {
      switch (entry) {
        case IndexLog.Entry.Present(long sequence, Asset asset) ->
            index.apply(sequence, asset.id(), asset.metadata(), texts.of(asset));
        case IndexLog.Entry.Gone(long sequence, String assetId) -> index.remove(sequence, assetId);
      }
    }
  }
}
