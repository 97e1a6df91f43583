package dev.carillon.server.assets.asset;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Assets that were just written, as they are in the database: the next change of one does not read
 * it. Never stale: an asset is taken out within each transaction that writes it, before that can be
 * committed, and is kept again when no such transaction is under way any more and all of them are
 * known to be committed. Only for a database that this process alone writes to.
 */
final class RecentAssets {

  /** At most so many are kept, those written or asked for last. */
  static final int ASSETS_MAX = 1_000;

  /** They take about so much memory together. */
  private static final long BYTES_MAX = 8 << 20;

  /** An asset that takes more is read each time. */
  private static final long ASSET_BYTES_MAX = 64 << 10;

  /** About what an asset takes without its values, and a value without its text. */
  private static final long ASSET_BYTES = 512;

  private static final long VALUE_BYTES = 128;

  private final int assetsMax;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, UnderWay> underWay = new HashMap<>();
  private final Map<String, Written> kept = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  /**
   * Empty at first.
   *
   * @param assetsMax so many are kept; 0 where other processes write to the database too
   */
  RecentAssets(int assetsMax) {
    this.assetsMax = assetsMax;
  }

  /** The asset as it is in the database, where it was just written. */
  Optional<Asset> find(String id) {
    lock.lock();
    try {
      return Optional.ofNullable(kept.get(id)).map(Written::asset);
    } finally {
      lock.unlock();
    }
  }

  /** How many there are. */
  int size() {
    lock.lock();
    try {
      return kept.size();
    } finally {
      lock.unlock();
    }
  }

  /** A change, from before its first transaction to after its last. */
  Change change() {
    return new Change();
  }

  /** One change of some assets, which may take more than one transaction until one is committed. */
  final class Change implements AutoCloseable {

    private final Set<String> writing = new HashSet<>();
    private final Map<String, Written> written = new HashMap<>();

    private Change() {}

    /** Must be called in the transaction that writes the asset. */
    void writes(String id) {
      lock.lock();
      try {
        if (writing.add(id)) {
          underWay.computeIfAbsent(id, any -> new UnderWay()).changes++;
        }
        forget(id);
      } finally {
        lock.unlock();
      }
    }

    /** The asset as it is now that the transaction is committed. */
    void committed(Asset asset) {
      written.put(asset.id(), new Written(asset, bytes(asset)));
    }

    /** The asset is no more, now that the transaction is committed. */
    void removed(String id) {
      written.remove(id);
    }

    @Override
    public void close() {
      if (writing.isEmpty()) {
        return;
      }
      lock.lock();
      try {
        writing.forEach(id -> ended(id, written.get(id)));
      } finally {
        lock.unlock();
      }
    }
  }

  private void ended(String id, @Nullable Written written) {
    UnderWay asset = underWay.get(id);
    if (asset == null) {
      throw new IllegalStateException("no change of " + id + " is under way");
    }
    asset.changes--;
    if (written == null) {
      asset.unknown = true;
    } else if (asset.newest == null || asset.newest.revision() < written.revision()) {
      asset.newest = written;
    }
    if (asset.changes == 0) {
      underWay.remove(id);
      if (asset.newest != null && !asset.unknown && asset.newest.bytes <= ASSET_BYTES_MAX) {
        keep(asset.newest);
      }
    }
  }

  private void keep(Written asset) {
    kept.put(asset.asset.id(), asset);
    bytes += asset.bytes;
    while (kept.size() > assetsMax || bytes > BYTES_MAX) {
      forget(kept.keySet().iterator().next());
    }
  }

  private void forget(String id) {
    Written asset = kept.remove(id);
    if (asset != null) {
      bytes -= asset.bytes;
    }
  }

  /** About what it takes in memory; too much where a row may not say the same. */
  private static long bytes(Asset asset) {
    long bytes = ASSET_BYTES;
    for (Object value : asset.metadata().asMap().values()) {
      bytes += bytes(value);
    }
    return bytes;
  }

  private static long bytes(Object value) {
    return switch (value) {
      case String text -> VALUE_BYTES + 2L * text.length();
      case Long _ -> VALUE_BYTES;
      case Double number when Double.isFinite(number) -> VALUE_BYTES;
      case List<?> list -> {
        long bytes = VALUE_BYTES;
        for (Object item : list) {
          bytes += item instanceof String ? bytes(item) : ASSET_BYTES_MAX;
        }
        yield bytes;
      }
      default -> ASSET_BYTES_MAX;
    };
  }

  /** An asset as a change wrote it. */
  private record Written(Asset asset, long bytes) {
    private long revision() {
      return asset.revision();
    }
  }

  /** An asset whose changes are not all over. */
  private static final class UnderWay {
    private int changes;

    /** Whether a change may or may not have been committed, or removed the asset. */
    private boolean unknown;

    private @Nullable Written newest;
  }
}
