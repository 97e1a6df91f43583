package dev.carillon.server.assets.asset;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.LockOrder;
import dev.carillon.server.assets.event.FileText;
import dev.carillon.server.assets.file.BlobStore;
import dev.carillon.server.assets.preview.rendition.TextContent;
import dev.carillon.server.assets.search.opensearch.Change;
import dev.carillon.server.assets.search.opensearch.ChangeLog;
import dev.carillon.server.platform.files.FileStoreTrouble;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The {@link IndexLog} for an index that all nodes share, which reads it by itself; so nothing is
 * handed over after a change.
 */
public final class StoredChangeLog implements ChangeLog, IndexUpdates {

  private static final long PRUNED_EVERY = Duration.ofMinutes(10).toNanos();

  private final Database database;
  private final TextContent texts;
  private final BooleanSupplier away;
  private final Runnable names;
  private long prunedAt;

  /**
   * The log of this database.
   *
   * @param away whether the file store cannot be used, so that words are not waited for
   * @param names reads the names of undeclared fields that other nodes have kept
   */
  public StoredChangeLog(Database database, BlobStore blobs, BooleanSupplier away, Runnable names) {
    this.database = database;
    this.texts = new TextContent(blobs);
    this.away = away;
    this.names = names;
  }

  @Override
  public Reach reach() {
    IndexLog.Reach reach = database.read(IndexLog::reach);
    return new Reach(reach.last(), reach.pruned());
  }

  @Override
  public List<Change> after(long sequence, int limit) {
    names.run();
    return database.read(connection -> IndexLog.after(connection, sequence, limit)).stream()
        .map(this::change)
        .toList();
  }

  private Change change(IndexLog.Entry entry) {
    return switch (entry) {
      case IndexLog.Entry.Gone(long sequence, String assetId) -> new Change.Gone(sequence, assetId);
      case IndexLog.Entry.Present(long sequence, Asset asset) ->
          new Change.Present(sequence, asset.id(), asset.metadata(), () -> words(asset));
    };
  }

  private Optional<String> words(Asset asset) {
    FileText text = text(asset);
    if (!text.none() && away.getAsBoolean()) {
      return Optional.empty();
    }
    try {
      return Optional.of(text.get());
    } catch (UncheckedIOException unread) {
      if (unread.getCause() instanceof FileStoreTrouble) {
        return Optional.empty();
      }
      throw unread;
    }
  }

  /** Now and then: each time costs a look for removals. */
  @Override
  public void kept(long sequence) {
    long now = System.nanoTime();
    if (prunedAt == 0 || now - prunedAt > PRUNED_EVERY) {
      prunedAt = now;
      database.write(
          LockOrder.BEFORE_COMMIT,
          connection -> {
            IndexLog.prune(connection, sequence);
            return sequence;
          });
    }
  }

  @Override
  public void apply(List<IndexLog.Entry> entries) {
    // read from the log by the node that writes
  }

  @Override
  public FileText text(Asset asset) {
    return texts.of(asset.blob(), asset.metadata());
  }
}
