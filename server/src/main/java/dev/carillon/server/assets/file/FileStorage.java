package dev.carillon.server.assets.file;

import dev.carillon.server.platform.files.StoredFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Stream;

/**
 * Where the file store keeps its files, each under a key such as {@code ab/cd/abcd…}. Implemented
 * by a folder and by an S3-compatible object store, with the same promises: a file is there as a
 * whole or not at all, and what was put durably outlives the process and the machine.
 *
 * <p>Every method that throws {@link IOException} throws {@link
 * dev.carillon.server.platform.files.FileStoreTrouble} if the store cannot be reached or refuses.
 */
public interface FileStorage extends AutoCloseable {

  /** What the property {@code fileStore} calls it, without credentials. */
  String name();

  /** A folder of this machine in which files are written before they are put. */
  Path incoming();

  /**
   * Puts a file under a key, in place of what is there. It is new then for {@link #deleteOlder}.
   *
   * @param draft a synced file in {@link #incoming}; it may be moved away
   */
  void put(Path draft, String key) throws IOException;

  /** Puts bytes as {@link #put(Path, String)} does. */
  void put(byte[] bytes, String key) throws IOException;

  /** Puts bytes that a crash may lose. */
  void putCheaply(byte[] bytes, String key) throws IOException;

  /** Puts a copy of a file that stays as it is. */
  void copy(Path file, String key) throws IOException;

  /**
   * Makes a file new for {@link #deleteOlder}; false where it must be put, such as because it is
   * not there.
   */
  boolean renew(String key, long length) throws IOException;

  /** The file under a key, which need not be there. */
  StoredFile file(String key);

  /** Removes a file, if it is there. */
  void delete(String key) throws IOException;

  /** Removes a file if it was put or renewed before this time; whether it was removed. */
  boolean deleteOlder(String key, Instant time) throws IOException;

  /** The files whose keys begin with this; to be closed. */
  Stream<Entry> list(String prefix) throws IOException;

  /**
   * Removes what was begun before this time and never finished, apart from drafts; how many there
   * were.
   */
  int purgeUnfinished(Instant before) throws IOException;

  /** Asks the store whether it can be used; empty if it can, otherwise what is wrong. */
  String probe();

  @Override
  void close();

  /**
   * A file that is kept.
   *
   * @param modified when it was put or renewed
   */
  record Entry(String key, long length, Instant modified) {}
}
