package dev.carillon.server.assets.file;

import dev.carillon.hooks.event.Ids;
import dev.carillon.server.platform.files.FileStoreTrouble;
import dev.carillon.server.platform.http.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One small durable file for each version of each asset, written when its file comes in: from these
 * and the blobs, assets can be rescued when the database is lost.
 */
public final class RescueRecords {

  private static final System.Logger LOG = System.getLogger(RescueRecords.class.getName());

  private static final String FOLDER = "rescue/";
  private static final int FOLDERS = 256;
  private static final Pattern KEY =
      Pattern.compile("rescue/[0-9a-f]{1,2}/[A-Za-z0-9_-]+@[0-9]{1,18}\\.json");

  private final FileStorage storage;

  /** The records in the folder {@code rescue} of a file store. */
  public RescueRecords(FileStorage storage) {
    this.storage = storage;
  }

  /**
   * Writes a record before the change it belongs to is committed: better one too many than one too
   * few.
   */
  public void write(Entry entry) {
    try {
      storage.put(Json.write(entry), key(entry.id(), entry.version()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Forgets one version: its change was not committed after all, or the version was removed. What
   * is committed stays so: trouble is in the log, and leaves a record too many.
   */
  public void forget(String id, long version) {
    try {
      storage.delete(key(id, version));
    } catch (IOException trouble) {
      tooMany(id, trouble);
    }
  }

  /** Forgets all versions of an asset that was removed; trouble is in the log as well. */
  public void forget(String id) {
    try (Stream<FileStorage.Entry> entries = storage.list(folder(id) + id + "@")) {
      for (FileStorage.Entry entry : (Iterable<FileStorage.Entry>) entries::iterator) {
        storage.delete(entry.key());
      }
    } catch (IOException | UncheckedIOException trouble) {
      tooMany(id, trouble);
    }
  }

  private static void tooMany(String id, Exception trouble) {
    LOG.log(
        System.Logger.Level.WARNING,
        "A rescue record of asset " + id + " could not be removed",
        trouble);
  }

  /** All records there are that can be read, in no order. */
  public List<Entry> all() {
    List<Entry> all = new ArrayList<>();
    each(all::addAll, unreadable -> {});
    return all;
  }

  /**
   * All records there are, those of some assets after the other.
   *
   * @param told is given all records of these assets; it may change the list
   * @param unreadable is given files that hold no record
   */
  public void each(Consumer<List<Entry>> told, Consumer<String> unreadable) {
    for (int i = 0; i < FOLDERS; i++) {
      List<Entry> entries = new ArrayList<>();
      try (Stream<FileStorage.Entry> files = storage.list(FOLDER + Integer.toHexString(i) + "/")) {
        files
            .map(FileStorage.Entry::key)
            .filter(key -> key.endsWith(".json"))
            .sorted()
            .forEach(
                key -> checked(key).ifPresentOrElse(entries::add, () -> unreadable.accept(key)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      if (!entries.isEmpty()) {
        told.accept(entries);
      }
    }
  }

  /**
   * The versions of which there are records that were written before this time; those of some
   * assets after the other.
   *
   * @param told is given all of these assets; it may remove records
   */
  public void eachBefore(Instant time, Consumer<List<Version>> told) {
    for (int i = 0; i < FOLDERS; i++) {
      List<Version> versions = new ArrayList<>();
      try (Stream<FileStorage.Entry> files = storage.list(FOLDER + Integer.toHexString(i) + "/")) {
        files
            .filter(file -> isKey(file.key()) && file.modified().isBefore(time))
            .map(file -> Version.of(file.key()))
            .forEach(versions::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      if (!versions.isEmpty()) {
        told.accept(versions);
      }
    }
  }

  /** How many records there are. */
  public long count() {
    try (Stream<FileStorage.Entry> files = storage.list(FOLDER)) {
      return files.filter(file -> file.key().endsWith(".json")).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<Entry> checked(String key) {
    try (InputStream in = storage.file(key).open()) {
      Entry entry =
          Json.readStored(new String(in.readAllBytes(), StandardCharsets.UTF_8), Entry.class);
      boolean whole =
          entry.id() != null
              && Ids.valid(entry.id())
              && entry.assetPath() != null
              && entry.assetPath().startsWith("/")
              && entry.assetPath().length() > 1
              && entry.blob() != null
              && Blob.NAME.matcher(entry.blob()).matches()
              && key(entry.id(), entry.version()).equals(key);
      return whole ? Optional.of(entry) : Optional.empty();
    } catch (FileStoreTrouble trouble) {
      throw new UncheckedIOException(trouble);
    } catch (IOException | IllegalArgumentException damaged) {
      return Optional.empty();
    }
  }

  /** Whether a key is that of a record. */
  static boolean isKey(String key) {
    return KEY.matcher(key).matches();
  }

  private static String key(String id, long version) {
    return folder(id) + id + "@" + version + ".json";
  }

  /** Ids are case-sensitive, file systems need not be: the folder keeps few enough together. */
  private static String folder(String id) {
    return FOLDER + Integer.toHexString(id.hashCode() & 0xff) + "/";
  }

  /** A version of an asset, without what its record says. */
  public record Version(String id, long number) {

    private static Version of(String key) {
      String name = key.substring(key.lastIndexOf('/') + 1, key.length() - ".json".length());
      int at = name.lastIndexOf('@');
      return new Version(name.substring(0, at), Long.parseLong(name.substring(at + 1)));
    }
  }

  /**
   * One version of one asset.
   *
   * @param id the asset's id
   * @param assetPath where the asset was when the file came in
   * @param version its number, from 1
   * @param blob the file's SHA-256
   */
  public record Entry(String id, String assetPath, long version, String blob) {}
}
