package dev.carillon.server;

import dev.carillon.server.assets.file.FileStorage;
import dev.carillon.server.operations.health.Check;
import dev.carillon.server.platform.config.FileStoreConfig;
import dev.carillon.server.platform.config.ServerConfig;
import dev.carillon.server.platform.tasks.PeriodicTasks;
import java.time.Duration;
import java.util.List;

/** Asks an object store now and then whether it can be used. A folder is a disk, see there. */
final class FileStoreWatch implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(FileStoreWatch.class.getName());
  private static final Duration EVERY = Duration.ofSeconds(10);

  private final FileStorage storage;
  private final PeriodicTasks tasks = new PeriodicTasks("carillon-file-store");
  private final boolean watched;
  private volatile String trouble = "";

  private FileStoreWatch(FileStorage storage, boolean watched) {
    this.storage = storage;
    this.watched = watched;
  }

  static FileStoreWatch of(ServerConfig config, FileStorage storage) {
    FileStoreWatch watch =
        new FileStoreWatch(storage, config.fileStore() instanceof FileStoreConfig.S3);
    if (watch.watched) {
      watch.tasks.every(Duration.ZERO, EVERY, "asking the file store", watch::look);
    }
    return watch;
  }

  private void look() {
    String before = trouble;
    trouble = storage.probe();
    if (before.isEmpty() && !trouble.isEmpty()) {
      LOG.log(System.Logger.Level.WARNING, sentence());
    } else if (!before.isEmpty() && trouble.isEmpty()) {
      LOG.log(System.Logger.Level.INFO, "The file store " + storage.name() + " can be used again");
    }
  }

  /** Whether it could not be used when it was asked last. */
  boolean away() {
    return !trouble.isEmpty();
  }

  /** How it is. */
  List<Check> checks() {
    return watched
        ? List.of(
            Check.upUnless(
                trouble.isEmpty() ? "" : sentence(),
                "fileStore",
                "The file store " + storage.name() + " responds"))
        : List.of();
  }

  private String sentence() {
    return "The file store " + storage.name() + " cannot be used: " + trouble;
  }

  @Override
  public void close() {
    tasks.close();
  }
}
