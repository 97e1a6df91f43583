package dev.carillon.server.assets.search.opensearch;

import dev.carillon.hooks.delivery.HooksException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The thread that keeps the index up to date while this node has the lease, and looks whether
 * OpenSearch responds while it has not. It looks by itself; searches that wait make it faster, and
 * changes do not, so that many of them are written together.
 */
final class IndexUpdater implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(IndexUpdater.class.getName());

  private static final long LOOK_EVERY = Duration.ofMillis(200).toNanos();
  private static final long LEASE_EVERY = Duration.ofSeconds(2).toNanos();
  private static final long PROBE_EVERY = Duration.ofSeconds(10).toNanos();
  private static final long RETRY_AFTER = Duration.ofSeconds(1).toNanos();
  private static final long LATELY = Duration.ofMillis(20).toNanos();
  private static final long CLOSE_MILLIS = 5_000;

  private final OpenSearchClient client;
  private final String index;
  private final OpenSearchDocuments documents;
  private final ChangeLog log;
  private final WriterLease lease;
  private final WriterSignal signal = new WriterSignal();
  private final Thread thread =
      Thread.ofPlatform().daemon().name("carillon-search-writer").unstarted(this::run);

  private volatile boolean closed;
  private volatile boolean suspicious;
  private volatile boolean writes;
  private volatile long reached = -1;
  private volatile String reason = "";
  private volatile String trouble = "";
  private long leaseAt;
  private long seenAt;
  private long seen;
  private long probeAt;
  private @Nullable LogFollower follower;

  IndexUpdater(
      OpenSearchClient client,
      String index,
      OpenSearchDocuments documents,
      ChangeLog log,
      WriterLease lease) {
    this.client = client;
    this.index = index;
    this.documents = documents;
    this.log = log;
    this.lease = lease;
  }

  void start() {
    thread.start();
  }

  /** Up to which change searches show everything; below 0 where nothing can be asked yet. */
  long searchable() {
    return writes ? reached : lease.searchable();
  }

  /** The same as it was a moment ago: searches that wait ask the database together. */
  synchronized long lately() {
    if (writes) {
      return reached;
    }
    long now = System.nanoTime();
    if (seenAt == 0 || now - seenAt > LATELY) {
      seen = lease.searchable();
      seenAt = now;
    }
    return seen;
  }

  /** What is wrong, for administrators; empty where nothing is. */
  String trouble() {
    return trouble;
  }

  /** Why nothing can be asked yet, for any caller. */
  String reason() {
    return trouble.isEmpty() ? "the search index is being built" : reason;
  }

  /** A search failed: whether OpenSearch can be used is found out at once. */
  void suspect() {
    suspicious = true;
    signal.wake();
  }

  /** A search waits for what is written next, for so long at most. */
  void hurry(long millis) throws InterruptedException {
    signal.hurry(millis);
  }

  private void run() {
    while (!closed) {
      boolean more = false;
      try {
        more = look();
      } catch (OpenSearchTrouble failed) {
        failed(failed.reason(), failed.detail());
      } catch (WriterLease.Lost lost) {
        LOG.log(System.Logger.Level.INFO, "Another node writes to the search index now");
        follower = null;
        writes = false;
        leaseAt = 0;
      } catch (HooksException away) {
        LOG.log(System.Logger.Level.DEBUG, "The database cannot be read now", away);
        // another database may take its place that lacks the last changes: then this shows it
        keepPositions();
        follower = null;
        sleep();
      } catch (RuntimeException unexpected) {
        LOG.log(System.Logger.Level.ERROR, "The search index cannot be written", unexpected);
        failed("this server cannot write to the search index", unexpected.toString());
      }
      if (!more) {
        pause();
      }
    }
    end();
  }

  /** Whether there is more to do at once. */
  private boolean look() {
    if (suspicious) {
      suspicious = false;
      // what is built is not begun again: its own calls find out
      if (follower != null && !follower.builds()) {
        follower = null;
      }
      probeAt = 0;
    }
    boolean more = false;
    if (!mayWrite()) {
      follower = null;
    } else if (follower == null) {
      LogFollower begun = follower();
      more = begun.step();
      if (lease.rebuildAsked()) {
        begun.rebuild();
        lease.rebuildBegun();
        more = true;
      }
      follower = begun;
    } else {
      more = follower.step();
    }
    probe();
    return more;
  }

  private void failed(String publicReason, String detail) {
    follower = null;
    reason = publicReason;
    trouble(detail);
    sleep();
  }

  private LogFollower follower() {
    return new LogFollower(client, indices(), documents, log, this::reached);
  }

  private OpenSearchIndices indices() {
    return new OpenSearchIndices(
        client, index, IndexLayout.of(documents.language().fields()), lease);
  }

  /**
   * Renewed every two seconds, of a lease of many. One look can take longer than that, so the lease
   * is {@linkplain WriterLease#require required} once more just before each write.
   */
  private boolean mayWrite() {
    long now = System.nanoTime();
    if (leaseAt == 0 || now - leaseAt > LEASE_EVERY) {
      if (!writes || !lease.renew()) {
        // another node may have written since this one looked
        follower = null;
        boolean taken = lease.take();
        if (taken) {
          reached = Math.max(-1, lease.searchable());
        }
        writes = taken;
      }
      leaseAt = now;
    }
    return writes;
  }

  private void reached(long searchable) {
    lease.publish(searchable);
    reached = searchable;
    signal.written();
  }

  /** Also where there is nothing to write, so that it is known before a search needs it. */
  private void probe() {
    long now = System.nanoTime();
    if (probeAt == 0 || now - probeAt > PROBE_EVERY) {
      var _ = client.greeting();
      // it may respond, and lack a part of the index
      indices().requireWhole();
      probeAt = now;
      trouble("");
    }
  }

  private void trouble(String now) {
    String before = trouble;
    trouble = now;
    if (!now.equals(before)) {
      LOG.log(
          now.isEmpty() ? System.Logger.Level.INFO : System.Logger.Level.WARNING,
          now.isEmpty() ? "OpenSearch can be used again" : "OpenSearch cannot be used: " + now);
    }
  }

  private void pause() {
    try {
      signal.pause(LOOK_EVERY);
    } catch (InterruptedException ended) {
      closed = true;
    }
  }

  /** The pause after a failure; no wake-up makes it shorter. */
  private void sleep() {
    probeAt = 0;
    long end = System.nanoTime() + RETRY_AFTER;
    while (!closed && System.nanoTime() < end) {
      pause();
    }
  }

  private void keepPositions() {
    LogFollower last = follower;
    try {
      if (last != null) {
        last.keepPositions();
      }
    } catch (OpenSearchTrouble left) {
      LOG.log(System.Logger.Level.DEBUG, "The next look writes some changes again", left);
    }
  }

  private void end() {
    LogFollower last = follower;
    try {
      if (last != null) {
        last.keep();
      }
    } catch (OpenSearchTrouble | HooksException left) {
      LOG.log(System.Logger.Level.DEBUG, "The next node writes some changes again", left);
    } finally {
      release();
    }
  }

  private void release() {
    try {
      if (writes) {
        lease.release();
      }
    } catch (HooksException left) {
      LOG.log(System.Logger.Level.DEBUG, "The next node waits until the lease ends", left);
    }
  }

  @Override
  public void close() {
    closed = true;
    signal.wake();
    try {
      if (!thread.join(Duration.ofMillis(CLOSE_MILLIS))) {
        thread.interrupt();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
