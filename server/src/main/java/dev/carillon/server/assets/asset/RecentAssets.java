package dev.carillon.server.assets.asset;

import dev.carillon.server.platform.http.BoundedMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Assets that were just written, as they are in the database: whoever changes one again need not
 * read it. Never stale: an asset is taken out within each transaction that writes it, before that
 * can be committed, and is kept again when no such transaction is under way any more and all of
 * them are known to be committed. Only for a database that this process alone writes to.
 */
final class RecentAssets {

  /** So many are kept, those written or asked for last. */
  private static final int ASSETS_MAX = 1_000;

  /** Larger ones, by their stored form, are read each time. */
  private static final int CHARS_MAX = 8 << 10;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, UnderWay> underWay = new HashMap<>();
  private final BoundedMap<String, Asset> kept = new BoundedMap<>(ASSETS_MAX);

  /** The asset as it is in the database, where it was just written. */
  Optional<Asset> find(String id) {
    lock.lock();
    try {
      return Optional.ofNullable(kept.get(id));
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
    private final Map<String, Asset> written = new HashMap<>();

    private Change() {}

    /** Must be called in the transaction that writes the asset. */
    void writes(String id) {
      lock.lock();
      try {
        if (writing.add(id)) {
          underWay.computeIfAbsent(id, any -> new UnderWay()).changes++;
        }
        kept.remove(id);
      } finally {
        lock.unlock();
      }
    }

    /** The asset as it is now that the transaction is committed, with the size of its row. */
    void committed(Asset asset, int chars) {
      if (chars <= CHARS_MAX) {
        written.put(asset.id(), asset);
      } else {
        written.remove(asset.id());
      }
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

  private void ended(String id, @Nullable Asset written) {
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
      if (asset.newest != null && !asset.unknown) {
        kept.put(id, asset.newest);
      }
    }
  }

  /** An asset whose changes are not all over. */
  private static final class UnderWay {
    private int changes;

    /** Whether a change may or may not have been committed, or removed the asset. */
    private boolean unknown;

    private @Nullable Asset newest;
  }
}
