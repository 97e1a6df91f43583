package dev.carillon.server.assets.preview.rendition;

import dev.carillon.server.assets.preview.process.ProcessFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Renditions that were made on request, as files: at most so many bytes, those that were used last,
 * and of one caller a quarter of that. What is being read goes on to be, since readers hold it
 * open. A start begins with none. Thread-safe.
 */
public final class RenditionCache {

  /** So shortly after a rendition was made or asked for its reader may not have opened it yet. */
  private static final Duration IN_USE = Duration.ofSeconds(5);

  /** A caller has at most this part of all. */
  private static final int PART = 4;

  private final Path folder;
  private final Duration inUse;
  private final long bytesMax;
  private final Map<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<String, Long> bytesOf = new HashMap<>();
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
    new ProcessFolder(folder).empty();
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
   * Keeps a draft under this name, and lets go what was not used for longest: of the same caller
   * where he has more than his part, then of anybody.
   *
   * @param caller who had it made
   * @return empty where it alone is too large
   */
  public synchronized Optional<Path> put(Path draft, String name, String caller)
      throws IOException {
    long length = Files.size(draft);
    if (length > bytesMax) {
      Files.delete(draft);
      return Optional.empty();
    }
    Entry before = entries.remove(name);
    if (before != null) {
      uncount(before);
    }
    evictOf(caller, length);
    evict(bytesMax - length);
    Path file = folder.resolve(name);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    entries.put(name, new Entry(length, caller));
    bytes += length;
    bytesOf.merge(caller, length, Long::sum);
    return Optional.of(file);
  }

  /** How many bytes there are. */
  public synchronized long bytes() {
    return bytes;
  }

  private void evictOf(String caller, long length) throws IOException {
    long now = System.nanoTime();
    long allowed = bytesMax / PART - length;
    Iterator<Map.Entry<String, Entry>> oldest = entries.entrySet().iterator();
    while (bytesOf.getOrDefault(caller, 0L) > allowed && oldest.hasNext()) {
      Map.Entry<String, Entry> next = oldest.next();
      Entry entry = next.getValue();
      if (entry.caller.equals(caller) && now - entry.usedAt >= inUse.toNanos()) {
        remove(next.getKey(), entry, oldest);
      }
    }
  }

  private void evict(long allowed) throws IOException {
    Iterator<Map.Entry<String, Entry>> oldest = entries.entrySet().iterator();
    while (bytes > allowed && oldest.hasNext()) {
      Map.Entry<String, Entry> next = oldest.next();
      remove(next.getKey(), next.getValue(), oldest);
    }
  }

  private void remove(String name, Entry entry, Iterator<?> at) throws IOException {
    Files.deleteIfExists(folder.resolve(name));
    uncount(entry);
    at.remove();
  }

  private void uncount(Entry entry) {
    bytes -= entry.length;
    bytesOf.computeIfPresent(
        entry.caller, (caller, all) -> all == entry.length ? null : all - entry.length);
  }

  private static final class Entry {
    private final long length;
    private final String caller;
    private long usedAt = System.nanoTime();

    Entry(long length, String caller) {
      this.length = length;
      this.caller = caller;
    }
  }
}
