package dev.carillon.server.assets.search.index;

import dev.carillon.server.assets.field.Metadata;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes changes to an index a moment after they were handed over, of each asset the newest only,
 * and before any search: a search sees all that was handed over before it.
 */
public final class BufferedIndex implements AssetIndex {

  private static final System.Logger LOG = System.getLogger(BufferedIndex.class.getName());

  /** How many assets, and characters of text, may wait: what a search writes first at most. */
  private static final int ASSETS_MAX = 500;

  private static final int TEXT_MAX = 4_000_000;
  private static final int GATHER_MILLIS = 500;

  private final AssetIndex index;
  private final AppliedChanges handed;
  private final ReentrantLock gathering = new ReentrantLock();
  private final ReentrantLock writing = new ReentrantLock();

  /** Once it is shut down there is nothing more to come. */
  private final ScheduledExecutorService writer =
      new ScheduledThreadPoolExecutor(
          1,
          Thread.ofPlatform().daemon().name("index-writer").factory(),
          new ThreadPoolExecutor.DiscardPolicy());

  private Map<String, Waiting> waiting = new LinkedHashMap<>();
  private long textWaiting;

  /** Gathers for this index, which it closes. */
  public BufferedIndex(AssetIndex index) {
    this.index = index;
    this.handed = new AppliedChanges(index.appliedSequence());
  }

  @Override
  public void apply(long sequence, String assetId, Metadata metadata, String textContent) {
    gather(
        assetId,
        new Change(
            sequence,
            textContent.length(),
            true,
            () -> index.apply(sequence, assetId, metadata, textContent)));
  }

  @Override
  public void applyUnread(long sequence, String assetId, Metadata metadata) {
    gather(
        assetId,
        new Change(sequence, 0, false, () -> index.applyUnread(sequence, assetId, metadata)));
  }

  @Override
  public void remove(long sequence, String assetId) {
    gather(assetId, new Change(sequence, 0, true, () -> index.remove(sequence, assetId)));
  }

  @Override
  public void overtaken(long sequence, String assetId) {
    handed.add(sequence, assetId);
    index.overtaken(sequence, assetId);
  }

  @Override
  public SearchResult search(SearchRequest request) {
    writeWaiting();
    return index.search(request);
  }

  @Override
  public void caughtUp(long sequence) {
    writeWaiting();
    handed.caughtUp(sequence);
    index.caughtUp(sequence);
  }

  @Override
  public long handedOver() {
    return handed.upTo();
  }

  @Override
  public void startOver() {
    index.startOver();
  }

  @Override
  public long appliedSequence() {
    return index.appliedSequence();
  }

  @Override
  public void fellBehind() {
    index.fellBehind();
  }

  @Override
  public void repairedBy(Runnable replay) {
    index.repairedBy(replay);
  }

  @Override
  public void close() {
    writer.shutdown();
    writeWaiting();
    index.close();
  }

  private void gather(String assetId, Change change) {
    boolean first;
    boolean full;
    gathering.lock();
    try {
      first = waiting.isEmpty();
      waiting.computeIfAbsent(assetId, id -> new Waiting()).add(change);
      textWaiting += change.textLength();
      full = waiting.size() >= ASSETS_MAX || textWaiting >= TEXT_MAX;
    } finally {
      gathering.unlock();
    }
    handed.add(change.sequence(), assetId);
    if (full) {
      writeWaiting();
    } else if (first) {
      var _ = writer.schedule(this::writeWaiting, GATHER_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** Returns when all that was handed over before this call has been written, or was given up. */
  private void writeWaiting() {
    writing.lock();
    try {
      taken().forEach(this::write);
    } finally {
      writing.unlock();
    }
  }

  private Map<String, Waiting> taken() {
    gathering.lock();
    try {
      Map<String, Waiting> taken = waiting;
      waiting = new LinkedHashMap<>();
      textWaiting = 0;
      return taken;
    } finally {
      gathering.unlock();
    }
  }

  /** The changes are in the store whatever becomes of them here: the index can catch up later. */
  private void write(String assetId, Waiting asset) {
    try {
      asset.newest.write().run();
      asset.overtaken.forEach(sequence -> index.overtaken(sequence, assetId));
    } catch (RuntimeException failed) {
      LOG.log(System.Logger.Level.WARNING, "The search index is behind", failed);
      index.fellBehind();
    }
  }

  private record Change(long sequence, int textLength, boolean whole, Runnable write) {
    static final Change NONE = new Change(0, 0, true, () -> {});

    /** The same change with its text is newer than without. */
    boolean newerThan(Change other) {
      return sequence > other.sequence || (sequence == other.sequence && whole);
    }
  }

  /** The changes of one asset. Guarded by {@link #gathering} until it is taken. */
  private static final class Waiting {

    private final List<Long> overtaken = new ArrayList<>(0);
    private Change newest = Change.NONE;

    void add(Change change) {
      boolean news = change.newerThan(newest);
      Change older = news ? newest : change;
      if (older.sequence() > 0) {
        overtaken.add(older.sequence());
      }
      newest = news ? change : newest;
    }
  }
}
