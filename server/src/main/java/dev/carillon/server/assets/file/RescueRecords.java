package dev.carillon.server.assets.file;

import dev.carillon.hooks.event.Ids;
import dev.carillon.server.platform.files.DurableFiles;
import dev.carillon.server.platform.http.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * One small durable file for each version of each asset, written when its file comes in: from these
 * and the blobs, assets can be rescued when the database is lost.
 */
public final class RescueRecords {

  private final Path root;
  private final DurableFolders folders;

  /** The records in this folder, which is made where it is missing. */
  public RescueRecords(Path root) {
    this.root = root;
    this.folders = new DurableFolders(root);
    try {
      Files.createDirectories(root);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Writes a record before the change it belongs to is committed: better one too many than one too
   * few.
   */
  public void write(Entry entry) {
    Path file = path(entry.id(), entry.version());
    try {
      folders.create(DurableFiles.folderOf(file));
      DurableFiles.write(file, Json.write(entry));
      folders.syncAround(DurableFiles.folderOf(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Forgets one version: its change was not committed after all. */
  public void forget(String id, long version) {
    try {
      Files.deleteIfExists(path(id, version));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Forgets all versions of an asset that was removed. */
  public void forget(String id) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder(id), id + "@*")) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException neverWritten) {
      // then there is nothing to forget
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
  public void each(Consumer<List<Entry>> told, Consumer<Path> unreadable) {
    try (Stream<Path> folders = Files.list(root)) {
      for (Path folder : (Iterable<Path>) folders.filter(Files::isDirectory).sorted()::iterator) {
        List<Entry> entries = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
          files
              .filter(file -> String.valueOf(file.getFileName()).endsWith(".json"))
              .sorted()
              .forEach(
                  file ->
                      checked(file).ifPresentOrElse(entries::add, () -> unreadable.accept(file)));
        }
        told.accept(entries);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many records there are. */
  public long count() {
    try (Stream<Path> files = Files.walk(root, 2)) {
      return files.filter(file -> String.valueOf(file.getFileName()).endsWith(".json")).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<Entry> checked(Path file) {
    try {
      Entry entry = Json.readStored(Files.readString(file), Entry.class);
      boolean whole =
          entry.id() != null
              && Ids.valid(entry.id())
              && entry.assetPath() != null
              && entry.assetPath().startsWith("/")
              && entry.assetPath().length() > 1
              && entry.blob() != null
              && Blob.NAME.matcher(entry.blob()).matches()
              && path(entry.id(), entry.version()).equals(file);
      return whole ? Optional.of(entry) : Optional.empty();
    } catch (IOException | IllegalArgumentException damaged) {
      return Optional.empty();
    }
  }

  private Path path(String id, long version) {
    return folder(id).resolve(id + "@" + version + ".json");
  }

  /** Ids are case-sensitive, file systems need not be: the folder keeps few enough together. */
  private Path folder(String id) {
    return root.resolve(Integer.toHexString(id.hashCode() & 0xff));
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
