package dev.carillon.server.assets;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.server.assets.asset.AssetIndexer;
import dev.carillon.server.assets.asset.IndexFollower;
import dev.carillon.server.assets.asset.IndexUpdates;
import dev.carillon.server.assets.file.BlobStore;
import dev.carillon.server.assets.search.index.AssetIndex;
import dev.carillon.server.assets.search.index.AssetSearch;
import dev.carillon.server.assets.search.index.BufferedIndex;
import dev.carillon.server.assets.search.index.LuceneIndex;
import dev.carillon.server.assets.search.index.RebuiltIndex;
import dev.carillon.server.assets.search.query.CpuTask;
import dev.carillon.server.assets.search.query.QueryLanguage;
import dev.carillon.server.assets.search.query.RelatedAssets;
import dev.carillon.server.platform.tasks.PeriodicTasks;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/** The search by an index of this node's own, on its disk. */
public final class LocalSearch implements SearchWiring {

  private static final Duration COMMIT_EVERY = Duration.ofSeconds(5);
  private static final Duration WORDS_EVERY = Duration.ofSeconds(5);

  private final Database database;
  private final boolean otherServers;
  private final AssetIndex index;
  private final AssetIndexer indexer;
  private final IndexFollower follower;
  private final PeriodicTasks words = new PeriodicTasks("carillon-words-of-files");

  private LocalSearch(
      Database database,
      LuceneIndex index,
      BlobStore blobs,
      boolean otherServers,
      LongSupplier epoch,
      Runnable names) {
    this.database = database;
    this.otherServers = otherServers;
    this.index = new BufferedIndex(index);
    this.indexer = new AssetIndexer(this.index, blobs);
    this.follower = new IndexFollower(database, indexer, epoch, names);
  }

  /**
   * Opens the index. One that cannot be brought up to date, as that of another database, is made
   * anew.
   *
   * @param directory where it is
   * @param otherServers whether other nodes may change the database
   * @param epoch this node's, now
   * @param names reads the names of undeclared fields that other nodes have kept
   */
  public static LocalSearch open(
      Path directory,
      Database database,
      BlobStore blobs,
      QueryLanguage language,
      RelatedAssets relations,
      InstantSource clock,
      CpuTask computing,
      boolean otherServers,
      LongSupplier epoch,
      Runnable names) {
    LuceneIndex index = LuceneIndex.open(directory, language, relations, clock, COMMIT_EVERY);
    boolean useless =
        otherServers
            ? AssetIndexer.uselessFor(epoch.getAsLong(), index, database)
            : AssetIndexer.useless(index, database);
    if (useless) {
      index.close();
      RebuiltIndex.drop(directory);
      index = LuceneIndex.open(directory, language, relations, clock, COMMIT_EVERY);
    }
    index.computedBy(computing);
    return new LocalSearch(database, index, blobs, otherServers, epoch, names);
  }

  @Override
  public AssetSearch index() {
    return index;
  }

  @Override
  public IndexUpdates updates() {
    return indexer;
  }

  @Override
  public void start() {
    indexer.catchUp(database);
    words.every(WORDS_EVERY, "reading the words of files", () -> indexer.readWords(database));
    if (otherServers) {
      follower.start();
    }
  }

  @Override
  public long applied() {
    return index.appliedSequence();
  }

  @Override
  public long behind() {
    return follower.behind();
  }

  @Override
  public void close() {
    follower.close();
    words.close();
    index.close();
  }
}
