package dev.carillon.server.assets.search.index;

import dev.carillon.server.assets.search.query.QueryLanguage;
import dev.carillon.server.assets.search.query.RelatedAssets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.Lock;
import org.apache.lucene.store.LockObtainFailedException;

/**
 * Builds an index anew, beside the one there is, and puts it in its place once it is whole. Ended
 * at any moment it leaves the old one, or none, which the next start builds.
 */
public final class RebuiltIndex {

  private static final Duration COMMIT_EVERY = Duration.ofSeconds(30);

  private RebuiltIndex() {}

  /**
   * Throws an index away that is of another database, or of one that is not what it was: the next
   * start builds it.
   */
  public static void drop(Path directory) {
    try {
      IndexDirectory.delete(directory);
    } catch (IOException failed) {
      throw new UncheckedIOException("the old search index cannot be removed", failed);
    }
  }

  /**
   * Builds the index in this directory.
   *
   * @param filling hands all over to the new index
   * @throws IllegalStateException where a server uses the old one
   */
  public static void build(
      Path directory, QueryLanguage language, InstantSource clock, Consumer<AssetIndex> filling) {
    Path made = directory.resolveSibling(directory.getFileName() + ".new");
    Path old = directory.resolveSibling(directory.getFileName() + ".old");
    try {
      IndexDirectory.delete(made);
      IndexDirectory.delete(old);
      Path lockedAt = directory.resolve("assets");
      Files.createDirectories(lockedAt);
      try (FSDirectory present = FSDirectory.open(lockedAt);
          Lock lock = present.obtainLock(IndexWriter.WRITE_LOCK_NAME)) {
        lock.ensureValid();
        try (LuceneIndex index =
            LuceneIndex.open(made, language, RelatedAssets.NONE, clock, COMMIT_EVERY)) {
          filling.accept(index);
        }
      } catch (LockObtainFailedException used) {
        throw new IllegalStateException(
            "the search index in " + directory + " is in use: stop the server first", used);
      }
      Files.move(directory, old, StandardCopyOption.ATOMIC_MOVE);
      Files.move(made, directory, StandardCopyOption.ATOMIC_MOVE);
      IndexDirectory.delete(old);
    } catch (IOException failed) {
      throw new UncheckedIOException("the search index cannot be built", failed);
    }
  }
}
