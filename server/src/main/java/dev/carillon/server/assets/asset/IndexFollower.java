package dev.carillon.server.assets.asset;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.server.platform.tasks.PeriodicTasks;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Brings what other nodes commit into this node's search index, a moment later: each node has an
 * index of its own and its own place in the {@link IndexLog}. What this node commits is handed to
 * the index at once. Only polls, so no node needs to know another.
 */
public final class IndexFollower implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(IndexFollower.class.getName());

  private static final Duration EVERY = Duration.ofMillis(250);
  private static final Duration SAID_EVERY = Duration.ofSeconds(5);
  private static final Duration PRUNED_EVERY = Duration.ofMinutes(10);

  /** After a failure so many looks are left out, while the index is opened anew. */
  private static final int PAUSE = 20;

  private final Database database;
  private final AssetIndexer indexer;
  private final LongSupplier epoch;
  private final Runnable names;
  private final PeriodicTasks tasks = new PeriodicTasks("carillon-index-follower");
  private volatile long behind;
  private int pause;

  /**
   * Follows what is in this database, where other nodes may write to it.
   *
   * @param epoch this node's, now
   * @param names reads the names of undeclared fields that other nodes have kept
   */
  public IndexFollower(
      Database database, AssetIndexer indexer, LongSupplier epoch, Runnable names) {
    this.database = database;
    this.indexer = indexer;
    this.epoch = epoch;
    this.names = names;
  }

  /** Begins, once the index is up to date. */
  public void start() {
    tasks.every(EVERY, "bringing changes of other nodes into the search index", this::look);
    tasks.every(
        SAID_EVERY,
        "saying how far the search index is",
        () -> indexer.say(database, epoch.getAsLong()));
    tasks.every(
        PRUNED_EVERY, "forgetting removals that all indexes have", () -> indexer.prune(database));
  }

  /** How many changes searches on this node do not show, of those seen at the last look. */
  public long behind() {
    return behind;
  }

  private void look() {
    if (pause > 0) {
      pause--;
      return;
    }
    try {
      indexer.follow(database, names, left -> behind = left);
    } catch (HooksException away) {
      LOG.log(System.Logger.Level.DEBUG, "The database cannot be read now", away);
      behind = Math.max(behind, 1);
    } catch (RuntimeException failed) {
      pause = PAUSE;
      behind = Math.max(behind, 1);
      indexer.failed(failed);
    }
  }

  @Override
  public void close() {
    tasks.close();
  }
}
