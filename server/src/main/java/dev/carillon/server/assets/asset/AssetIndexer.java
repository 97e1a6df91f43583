package dev.carillon.server.assets.asset;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.LockOrder;
import dev.carillon.server.assets.event.FileText;
import dev.carillon.server.assets.file.BlobStore;
import dev.carillon.server.assets.preview.rendition.TextContent;
import dev.carillon.server.assets.search.index.AssetIndex;
import dev.carillon.server.platform.files.FileStoreTrouble;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Hands changes to the search index. */
public final class AssetIndexer implements IndexUpdates {

  private static final System.Logger LOG = System.getLogger(AssetIndexer.class.getName());

  private static final int PAGE = 500;

  private final AssetIndex index;
  private final TextContent texts;

  /** The file store could not be used when words were read from it last. */
  private volatile boolean away;

  /** The index was thrown away because removals up to this number were forgotten. */
  private long startedOver;

  public AssetIndexer(AssetIndex index, BlobStore blobs) {
    this.index = index;
    this.texts = new TextContent(blobs);
  }

  /**
   * Once at start, before any change: everything that the index does not have yet, now and whenever
   * it had to be opened anew. Where words of files cannot be read now, {@link #readWords} has to be
   * called until they can.
   */
  public void catchUp(Database database) {
    index.repairedBy(() -> replay(database));
    replay(database);
  }

  /**
   * Reads the words of files that could not be read, because the file store could not be used; to
   * be called every few seconds. Only this waits for such a store: changes are handed over without
   * words meanwhile.
   */
  public void readWords(Database database) {
    if (!away) {
      return;
    }
    long done = index.appliedSequence();
    for (List<IndexLog.Entry> page = after(database, done);
        !page.isEmpty();
        page = after(database, done)) {
      for (IndexLog.Entry entry : page) {
        if (entry instanceof IndexLog.Entry.Present(long sequence, Asset asset)) {
          FileText text = text(asset);
          Optional<String> words = words(text);
          if (words.isEmpty()) {
            return;
          }
          if (!text.none() && away) {
            // before the rest: what is committed from now on is handed over with its words
            away = false;
            LOG.log(System.Logger.Level.INFO, "The words of files can be read again");
          }
          index.apply(sequence, asset.id(), asset.metadata(), words.get());
        }
      }
      done = page.getLast().sequence();
    }
    away = false;
  }

  @Override
  public FileText text(Asset asset) {
    return texts.of(asset.blob(), asset.metadata());
  }

  /** The store's last change. */
  public long last(Database database) {
    return database.read(IndexLog::last);
  }

  /**
   * Whether an index cannot be brought up to date and is to be built anew: it knows of changes that
   * this database never had, or lacks removals that the log has forgotten.
   */
  public static boolean useless(AssetIndex index, Database database) {
    IndexLog.Reach log = database.read(IndexLog::reach);
    return beyondRepair(index, log);
  }

  /**
   * The same, for the node of this epoch, which follows the log from now on: what its index lacks
   * is kept for it.
   */
  public static boolean uselessFor(long epoch, AssetIndex index, Database database) {
    long applied = index.appliedSequence();
    IndexLog.Reach log =
        database.write(LockOrder.BEFORE_COMMIT, c -> IndexFollowers.join(c, epoch, applied));
    return beyondRepair(index, log);
  }

  private static boolean beyondRepair(AssetIndex index, IndexLog.Reach log) {
    long applied = index.appliedSequence();
    return applied > log.last() || (applied > 0 && applied < log.pruned());
  }

  /**
   * Hands over what other nodes have committed by now.
   *
   * @param before runs before anything is handed over
   * @param behind gets how many changes are not handed over yet: at first, after each page, and at
   *     the end, when some are left if the index must be built anew first
   */
  void follow(Database database, Runnable before, LongConsumer behind) {
    long done = index.handedOver();
    IndexLog.Reach log = database.read(IndexLog::reach);
    behind.accept(Math.max(log.last() - done, 0));
    if (log.last() <= done) {
      return;
    }
    if (done < log.pruned()) {
      if (startedOver < log.pruned()) {
        startedOver = log.pruned();
        LOG.log(
            System.Logger.Level.WARNING,
            "This node was away for so long that its search index is rebuilt");
        index.startOver();
      }
      return;
    }
    before.run();
    // what comes meanwhile is for the next look: other tasks have their turn in between
    while (done < log.last()) {
      List<IndexLog.Entry> page = after(database, done);
      hand(page);
      done = page.isEmpty() ? log.last() : page.getLast().sequence();
      behind.accept(Math.max(log.last() - done, 0));
    }
    index.caughtUp(log.last());
  }

  /** Says how far this node's index is, for those who forget removals. */
  void say(Database database, long epoch) {
    long applied = index.appliedSequence();
    database.<Boolean>write(
        connection -> {
          IndexFollowers.say(connection, epoch, applied);
          return true;
        });
  }

  /** Forgets removals that all indexes have on disk. */
  void prune(Database database) {
    long applied = index.appliedSequence();
    database.write(
        LockOrder.BEFORE_COMMIT,
        connection -> {
          IndexLog.prune(connection, applied);
          return applied;
        });
  }

  /** Hands everything to an index that is new. */
  public void rebuild(Database database, Progress progress) {
    long last = database.read(IndexLog::last);
    long total = database.read(IndexLog::count);
    long count = 0;
    long done = 0;
    for (List<IndexLog.Entry> page = after(database, done);
        !page.isEmpty();
        page = after(database, done)) {
      hand(page);
      if (away) {
        throw new IllegalStateException("The file store cannot be used now");
      }
      done = page.getLast().sequence();
      count += page.size();
      progress.at(count, total);
    }
    index.caughtUp(last);
  }

  /** Is told how far something is. */
  @FunctionalInterface
  public interface Progress {
    /** So many of so many. */
    void at(long done, long total);
  }

  private void replay(Database database) {
    long done = index.appliedSequence();
    long last = database.read(IndexLog::last);
    for (List<IndexLog.Entry> page = after(database, done);
        !page.isEmpty();
        page = after(database, done)) {
      hand(page);
      done = page.getLast().sequence();
    }
    index.caughtUp(last);
    prune(database);
  }

  private static List<IndexLog.Entry> after(Database database, long sequence) {
    return database.read(connection -> IndexLog.after(connection, sequence, PAGE));
  }

  @Override
  public void apply(List<IndexLog.Entry> entries) {
    try {
      hand(entries);
    } catch (RuntimeException failed) {
      failed(failed);
    }
  }

  /** Changes could not be handed over: the index is opened anew and catches up. */
  void failed(RuntimeException failed) {
    LOG.log(System.Logger.Level.WARNING, "The search index is behind", failed);
    index.fellBehind();
  }

  private void hand(List<IndexLog.Entry> entries) {
    for (IndexLog.Entry entry : entries) {
      switch (entry) {
        case IndexLog.Entry.Present(long sequence, Asset asset) -> hand(sequence, asset);
        case IndexLog.Entry.Gone(long sequence, String assetId) -> index.remove(sequence, assetId);
      }
    }
  }

  private void hand(long sequence, Asset asset) {
    FileText text = text(asset);
    Optional<String> words = away && !text.none() ? Optional.empty() : words(text);
    words.ifPresentOrElse(
        read -> index.apply(sequence, asset.id(), asset.metadata(), read),
        () -> index.applyUnread(sequence, asset.id(), asset.metadata()));
  }

  /** The words in a file; empty if the store cannot be used, which says nothing about the file. */
  private Optional<String> words(FileText text) {
    try {
      return Optional.of(text.get());
    } catch (UncheckedIOException unread) {
      if (!(unread.getCause() instanceof FileStoreTrouble)) {
        throw unread;
      }
      if (!away) {
        LOG.log(
            System.Logger.Level.WARNING, "Words of files are read later: " + unread.getMessage());
      }
      away = true;
      return Optional.empty();
    }
  }
}
