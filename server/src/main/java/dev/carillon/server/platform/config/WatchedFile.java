package dev.carillon.server.platform.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * What stands in files, read again when they change: looked at when it is used, at most once a
 * second. A new version that cannot be read leaves the old one in its place, and says so.
 *
 * @param <T> what it is read into
 */
public final class WatchedFile<T> implements Supplier<T> {

  private static final System.Logger LOG = System.getLogger(WatchedFile.class.getName());
  private static final long LOOK_NANOS = 1_000_000_000;

  private final String what;
  private final List<Path> files;
  private final Reading<T> reading;
  private final AtomicLong lookedAt = new AtomicLong(System.nanoTime());
  private volatile T value;
  private volatile String trouble = "";
  private String seen;

  /**
   * Reads for the first time.
   *
   * @param what it is, for messages
   * @param reading makes it of the files' texts, in their order
   * @throws IllegalArgumentException if that fails; the message names the files
   */
  public WatchedFile(String what, List<Path> files, Reading<T> reading) {
    this.what = what;
    this.files = List.copyOf(files);
    this.reading = reading;
    this.seen = stamp();
    try {
      this.value = read();
    } catch (IOException | IllegalArgumentException unusable) {
      throw new IllegalArgumentException(described(unusable), unusable);
    }
  }

  @Override
  public T get() {
    long before = lookedAt.get();
    long now = System.nanoTime();
    if (now - before > LOOK_NANOS && lookedAt.compareAndSet(before, now)) {
      look();
    }
    return value;
  }

  /** Why the newest version does not count; empty where it does. */
  public String trouble() {
    get();
    return trouble;
  }

  private synchronized void look() {
    String now = stamp();
    if (now.equals(seen)) {
      return;
    }
    seen = now;
    try {
      value = read();
      trouble = "";
      LOG.log(System.Logger.Level.INFO, "{0}: reloaded from {1}", what, files);
    } catch (IOException | IllegalArgumentException unusable) {
      trouble = described(unusable) + "; the previous content stays in force";
      LOG.log(System.Logger.Level.WARNING, trouble);
    }
  }

  private T read() throws IOException {
    List<String> texts = new ArrayList<>();
    for (Path file : files) {
      texts.add(Files.readString(file));
    }
    return reading.of(texts);
  }

  /** Another one whenever a file was written or replaced. */
  private String stamp() {
    StringBuilder stamp = new StringBuilder();
    for (Path file : files) {
      try {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        stamp.append(now.lastModifiedTime()).append(now.size()).append(now.fileKey());
      } catch (IOException gone) {
        stamp.append("gone");
      }
      stamp.append('\n');
    }
    return stamp.toString();
  }

  private String described(Exception unusable) {
    String why =
        unusable instanceof IOException
            ? "cannot be read: " + unusable
            : "must be " + unusable.getMessage();
    return what
        + " ("
        + String.join(", ", files.stream().map(Path::toString).toList())
        + ") "
        + why;
  }

  /** Makes something of texts. */
  @FunctionalInterface
  public interface Reading<T> {

    /**
     * What the texts are.
     *
     * @throws IllegalArgumentException if they are not; the words can stand behind "must be"
     */
    T of(List<String> texts);
  }
}
