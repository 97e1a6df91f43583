package dev.carillon.server.preview;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Renditions that were made on request, as files: at most so many bytes, those that were used last.
 * A start begins with none. Thread-safe.
 */
public final class RenditionCache {

  /** What was asked for so shortly ago may still be on its way to be sent. */
  private static final Duration IN_USE = Duration.ofSeconds(60);

  private final Path folder;
  private final Duration inUse;
  private final long bytesMax;
  private final Map<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  /**
   * An empty cache.
   *
   * @param folder its own, which is emptied
   */
  public RenditionCache(Path folder, long bytesMax) {
    this(folder, bytesMax, IN_USE);
  }

  RenditionCache(Path folder, long bytesMax, Duration inUse) {
    this.folder = folder;
    this.inUse = inUse;
    this.bytesMax = bytesMax;
    try {
      Files.createDirectories(folder);
      try (DirectoryStream<Path> left = Files.newDirectoryStream(folder)) {
        for (Path file : left) {
          Files.delete(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The file under this name. */
  public synchronized Optional<Path> get(String name) {
    Entry entry = entries.get(name);
    if (entry == null) {
      return Optional.empty();
    }
    entry.usedAt = System.nanoTime();
    return Optional.of(folder.resolve(name));
  }

  /** A file to write to, which {@link #put} takes. */
  public Path draft() throws IOException {
    return Files.createTempFile(folder, "draft", null);
  }

  /**
   * Keeps a draft under this name, and lets go what was not used for longest.
   *
   * @return empty where all that is there is in use, so that there is no room
   */
  public synchronized Optional<Path> put(Path draft, String name) throws IOException {
    long length = Files.size(draft);
    evict(bytesMax - length);
    if (bytes + length > bytesMax) {
      Files.delete(draft);
      return Optional.empty();
    }
    Path file = folder.resolve(name);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    Entry before = entries.put(name, new Entry(length));
    bytes += length - (before == null ? 0 : before.length);
    return Optional.of(file);
  }

  /** How many bytes there are. */
  public synchronized long bytes() {
    return bytes;
  }

  private void evict(long allowed) throws IOException {
    long now = System.nanoTime();
    Iterator<Map.Entry<String, Entry>> oldest = entries.entrySet().iterator();
    while (bytes > allowed && oldest.hasNext()) {
      Map.Entry<String, Entry> entry = oldest.next();
      if (now - entry.getValue().usedAt < inUse.toNanos()) {
        return;
      }
      Files.deleteIfExists(folder.resolve(entry.getKey()));
      bytes -= entry.getValue().length;
      oldest.remove();
    }
  }

  private static final class Entry {
    private final long length;
    private long usedAt = System.nanoTime();

    Entry(long length) {
      this.length = length;
    }
  }
}
