package dev.carillon.server.assets.file;

import dev.carillon.hooks.event.Ids;
import dev.carillon.server.platform.files.DurableFiles;
import dev.carillon.server.platform.files.StoredFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The file store in a folder of this machine, or one that several machines share. */
public final class FolderStorage implements FileStorage {

  /** How deep files lie: {@code ab/cd/abcd…}. */
  private static final int DEPTH = 3;

  private final Path root;
  private final InstantSource clock;
  private final Path incoming;
  private final DurableFolders folders;

  /** Held while a file is renewed or removed, so that both never happen at once. */
  private final Object lock = new Object();

  /** The store in this folder, which is made where it is missing. */
  public FolderStorage(Path root) {
    this(root, InstantSource.system());
  }

  /**
   * The same by another clock.
   *
   * @param clock the same for all processes that use the folder: a file is new by it
   */
  public FolderStorage(Path root, InstantSource clock) {
    this.root = root.normalize();
    this.clock = clock;
    this.incoming = this.root.resolve("incoming");
    this.folders = new DurableFolders(this.root);
    try {
      Files.createDirectories(incoming);
      DurableFiles.syncFolder(root);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String name() {
    return root.toString();
  }

  @Override
  public Path incoming() {
    return incoming;
  }

  @Override
  public void put(Path draft, String key) throws IOException {
    Path target = path(key);
    synchronized (lock) {
      folders.create(DurableFiles.folderOf(target));
      Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
      Files.setLastModifiedTime(target, FileTime.from(clock.instant()));
    }
    folders.sync(DurableFiles.folderOf(target));
  }

  @Override
  public void put(byte[] bytes, String key) throws IOException {
    Path draft = draft();
    try {
      DurableFiles.writeNew(draft, bytes);
      put(draft, key);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  @Override
  public void putCheaply(byte[] bytes, String key) throws IOException {
    Path draft = draft();
    try {
      Files.write(draft, bytes);
      Path target = path(key);
      folders.create(DurableFiles.folderOf(target));
      Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  @Override
  public void copy(Path file, String key) throws IOException {
    Path draft = draft();
    try {
      Files.copy(file, draft);
      DurableFiles.sync(draft);
      put(draft, key);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  @Override
  public boolean renew(String key, long length) throws IOException {
    Path file = path(key);
    synchronized (lock) {
      try {
        Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
      } catch (NoSuchFileException absent) {
        return false;
      }
    }
    folders.sync(DurableFiles.folderOf(file));
    return true;
  }

  @Override
  public StoredFile file(String key) {
    return StoredFile.onDisk(path(key));
  }

  @Override
  public void delete(String key) throws IOException {
    Files.deleteIfExists(path(key));
  }

  @Override
  public boolean deleteOlder(String key, Instant time) throws IOException {
    Path file = path(key);
    synchronized (lock) {
      return entryNow(file).filter(entry -> entry.modified().isBefore(time)).isPresent()
          && Files.deleteIfExists(file);
    }
  }

  /** A network file system may know an older time of a file, until the file is opened. */
  private Optional<Entry> entryNow(Path file) throws IOException {
    try (var _ = FileChannel.open(file, StandardOpenOption.READ)) {
      return entry(file);
    } catch (NoSuchFileException gone) {
      return Optional.empty();
    }
  }

  @Override
  public Stream<Entry> list(String prefix) throws IOException {
    Path folder = path(prefix.substring(0, prefix.lastIndexOf('/') + 1));
    FolderListing files = new FolderListing(folder, DEPTH, incoming);
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(files, Spliterator.ORDERED), false)
        .filter(file -> key(file).startsWith(prefix))
        .map(this::entry)
        .flatMap(Optional::stream);
  }

  @Override
  public int purgeUnfinished(Instant before) {
    return 0; // what is unfinished is a draft
  }

  @Override
  public String probe() {
    return Files.isWritable(incoming)
        ? ""
        : "the folder " + root + " cannot be written, or it is not there";
  }

  @Override
  public void close() {
    // a folder is not open
  }

  private Path draft() {
    return incoming.resolve("bytes-" + Ids.random());
  }

  private Path path(String key) {
    Path path = root.resolve(key).normalize();
    if (!path.startsWith(root)) {
      throw new IllegalArgumentException("not a key of this file store: " + key);
    }
    return path;
  }

  private String key(Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }

  private Optional<Entry> entry(Path file) {
    try {
      Instant modified = Files.getLastModifiedTime(file).toInstant();
      return Optional.of(new Entry(key(file), Files.size(file), modified));
    } catch (NoSuchFileException gone) {
      return Optional.empty();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
