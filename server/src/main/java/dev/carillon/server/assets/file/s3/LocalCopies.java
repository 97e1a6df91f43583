package dev.carillon.server.assets.file.s3;

import dev.carillon.server.platform.files.LocalFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * Copies on this machine of files in an object store, up to so many bytes: those that are not in
 * use and were not used for longest are removed first. One alone may be larger.
 */
final class LocalCopies {

  private final Path folder;
  private final long bytesMax;
  private final Map<String, Copy> copies = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<String, CompletableFuture<Boolean>> fetching = new ConcurrentHashMap<>();
  private long bytes;

  /**
   * No copies yet.
   *
   * @param folder its own, which is emptied
   */
  LocalCopies(Path folder, long bytesMax) {
    this.folder = folder;
    this.bytesMax = bytesMax;
    try {
      Files.createDirectories(folder);
      try (Stream<Path> left = Files.list(folder)) {
        for (Path file : (Iterable<Path>) left::iterator) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException unusable) {
      throw new UncheckedIOException(unusable);
    }
  }

  /** The same, fetched if there is none: once for all callers that want it at the same time. */
  LocalFile find(String key, Fetch fetch) throws IOException {
    while (true) {
      Optional<LocalFile> there = find(key);
      if (there.isPresent()) {
        return there.get();
      }
      CompletableFuture<Boolean> mine = new CompletableFuture<>();
      CompletableFuture<Boolean> other = fetching.putIfAbsent(key, mine);
      if (other == null) {
        return fetched(key, fetch, mine);
      }
      await(other);
    }
  }

  private LocalFile fetched(String key, Fetch fetch, CompletableFuture<Boolean> told)
      throws IOException {
    try {
      LocalFile copy = add(key, fetch.file());
      told.complete(true);
      return copy;
    } catch (IOException | RuntimeException | Error failure) {
      told.completeExceptionally(failure);
      throw failure;
    } finally {
      fetching.remove(key, told);
    }
  }

  private static void await(CompletableFuture<Boolean> other) throws IOException {
    try {
      other.join();
    } catch (CompletionException failed) {
      throw failed.getCause() instanceof IOException failure ? failure : new IOException(failed);
    }
  }

  /** Fetches a file. */
  @FunctionalInterface
  interface Fetch {

    /** A file with its content, on the same disk. */
    Path file() throws IOException;
  }

  /** The copy of the file under this key, which stays while it is open. */
  synchronized Optional<LocalFile> find(String key) {
    return Optional.ofNullable(copies.get(key)).map(this::use);
  }

  /**
   * Takes a file as the copy of the one under this key, in place of another copy.
   *
   * @param file on the same disk; moved away
   */
  synchronized LocalFile add(String key, Path file) throws IOException {
    long length = Files.size(file);
    remove(key);
    makeRoom(bytesMax - length);
    Path path = Files.createTempFile(folder, "copy", null);
    Files.move(file, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    Copy copy = new Copy(path, length);
    copies.put(key, copy);
    bytes += length;
    return use(copy);
  }

  /** Forgets the copy of the file under this key; who uses it may go on. */
  synchronized void remove(String key) {
    Copy copy = copies.remove(key);
    if (copy != null) {
      drop(copy);
    }
  }

  synchronized long bytes() {
    return bytes;
  }

  private void makeRoom(long most) {
    Iterator<Copy> oldest = copies.values().iterator();
    while (bytes > most && oldest.hasNext()) {
      Copy copy = oldest.next();
      if (copy.users == 0) {
        oldest.remove();
        drop(copy);
      }
    }
  }

  /** Drops a copy; if it is in use, its last user deletes it. */
  private void drop(Copy copy) {
    bytes -= copy.length;
    copy.dropped = true;
    deleteUnused(copy);
  }

  private LocalFile use(Copy copy) {
    copy.users++;
    AtomicBoolean open = new AtomicBoolean(true);
    return new LocalFile(
        copy.path,
        () -> {
          if (open.getAndSet(false)) {
            release(copy);
          }
        });
  }

  private synchronized void release(Copy copy) {
    copy.users--;
    deleteUnused(copy);
  }

  private static void deleteUnused(Copy copy) {
    if (copy.dropped && copy.users == 0) {
      try {
        Files.deleteIfExists(copy.path);
      } catch (IOException undeletable) {
        throw new UncheckedIOException(undeletable);
      }
    }
  }

  private static final class Copy {
    private final Path path;
    private final long length;
    private int users;
    private boolean dropped;

    Copy(Path path, long length) {
      this.path = path;
      this.length = length;
    }
  }
}
