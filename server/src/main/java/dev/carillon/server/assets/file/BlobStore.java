package dev.carillon.server.assets.file;

import dev.carillon.hooks.event.Ids;
import dev.carillon.server.platform.digest.Digests;
import dev.carillon.server.platform.files.DurableFiles;
import dev.carillon.server.platform.files.FileStoreTrouble;
import dev.carillon.server.platform.files.StoredFile;
import dev.carillon.server.platform.http.Upload;
import dev.carillon.server.platform.http.capacity.DiskReserve;
import dev.carillon.server.platform.http.capacity.Uploader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The bytes of all files, each under the SHA-256 of its content, in a {@link FileStorage}. Nothing
 * of a blob's key comes from input. A blob is stored for good before {@link #adopt} returns, so a
 * commit may refer to it.
 */
public final class BlobStore {

  /** The keys of blobs; a file made from a blob has its key with a suffix. */
  private static final Pattern KEY =
      Pattern.compile("([0-9a-f]{2})/([0-9a-f]{2})/\\1\\2[0-9a-f]{60}(\\.[A-Za-z0-9._-]+)?");

  /** The content of assets without a file. It takes no space and is never removed. */
  private static final String EMPTY =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  /** So many files are removed at once. */
  private static final int REMOVED_AT_ONCE = 50;

  private final FileStorage storage;
  private final DiskReserve reserve;
  private final FileRemovals removals;

  /** The store in this folder, which is made where it is missing; it may fill its disk. */
  public BlobStore(Path root) {
    this(new FolderStorage(root), DiskReserve.none());
  }

  /** The blobs in a storage that no other process uses. */
  public BlobStore(FileStorage storage, DiskReserve reserve) {
    this(storage, reserve, FileRemovals.OF_ONE_PROCESS);
  }

  /**
   * The blobs in a storage.
   *
   * @param reserve what is kept free on the disk of its {@link FileStorage#incoming}
   * @param removals what others remove from it
   */
  public BlobStore(FileStorage storage, DiskReserve reserve, FileRemovals removals) {
    this.storage = storage;
    this.reserve = reserve;
    this.removals = removals;
  }

  /** Where the files are kept. */
  public FileStorage storage() {
    return storage;
  }

  /** Where uploads are written before they are adopted: on a disk of this machine. */
  public Path incoming() {
    return storage.incoming();
  }

  /** Something begins to be written to {@link #incoming} that counts as an upload. */
  public DiskReserve.Upload begin(Uploader uploader) {
    return reserve.begin(uploader);
  }

  /** Whether there is disk space for so much more that the server makes of files. */
  public boolean hasSpace(long bytes) {
    return reserve.hasSpace(bytes);
  }

  /**
   * The key of the blob with this SHA-256.
   *
   * @throws IllegalArgumentException where it is none: a database that was tampered with must not
   *     name a file elsewhere
   */
  public static String key(String sha256) {
    Blob.checkName(sha256);
    return sha256.substring(0, 2) + "/" + sha256.substring(2, 4) + "/" + sha256;
  }

  /**
   * Whether a key is that of a blob, or of something that was made from one, and nothing else:
   * others may write to a store, and what it lists becomes paths.
   */
  static boolean ofBlob(String key) {
    return KEY.matcher(key).matches();
  }

  /** Whether a file store keeps something under such a key. */
  public static boolean isKey(String key) {
    return ofBlob(key) || RescueRecords.isKey(key);
  }

  /** The SHA-256 of the blob that a key names, or from which what it names was made. */
  static String blobOf(String key) {
    String name = key.substring(key.lastIndexOf('/') + 1);
    int suffix = name.indexOf('.');
    return suffix < 0 ? name : name.substring(0, suffix);
  }

  /** The bytes of the blob with this SHA-256, which need not be there. */
  public StoredFile file(String sha256) {
    return storage.file(key(sha256));
  }

  /** Something that was made from a blob, which need not be there; it is purged with the blob. */
  public StoredFile beside(String sha256, String suffix) {
    return storage.file(key(sha256) + "." + suffix);
  }

  /**
   * Moves something that was made from a blob to its side, durably.
   *
   * @param draft a file in {@link #incoming}
   */
  public void keepBeside(Path draft, String sha256, String suffix) throws IOException {
    DurableFiles.sync(draft);
    storage.put(draft, key(sha256) + "." + suffix);
  }

  /** Keeps a few bytes beside a blob; a crash may lose them. */
  public void noteBeside(byte[] bytes, String sha256, String suffix) throws IOException {
    storage.putCheaply(bytes, key(sha256) + "." + suffix);
  }

  /** Removes something that was made from a blob, if it is there. */
  public void removeBeside(String sha256, String suffix) throws IOException {
    storage.delete(key(sha256) + "." + suffix);
  }

  /**
   * Takes an upload in, and returns once it is durable, before the transaction that refers to it:
   * {@code UploadFile.finish} has forced its content to the disk, and {@link FileStorage#put} moves
   * it to its place and syncs the folders, or has an object store acknowledge it. The same content
   * is kept once; taking it in again only makes it young, so that no purge removes it before the
   * commit that refers to it.
   *
   * @throws UncheckedIOException if the disk or the store fails, or old files with this content are
   *     being removed; nothing was taken in
   */
  public Blob adopt(Upload upload) {
    Blob blob = new Blob(upload.sha256(), upload.md5(), upload.length());
    String key = key(blob.sha256());
    try {
      Optional<FileRemovals.Removal> before = lastRemoval(blob);
      if (before.isPresent() && before.get().underWay()) {
        throw beingRemoved(key);
      }
      if (!storage.renew(key, blob.length())) {
        storage.put(upload.file(), key);
      }
      // one that began meanwhile may have looked at the old file
      Optional<FileRemovals.Removal> after = lastRemoval(blob);
      if (after.isPresent() && !began(after.get(), before)) {
        throw beingRemoved(key);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return blob;
  }

  private Optional<FileRemovals.Removal> lastRemoval(Blob blob) {
    return blob.sha256().equals(EMPTY) ? Optional.empty() : removals.last(blob.sha256());
  }

  private static boolean began(
      FileRemovals.Removal removal, Optional<FileRemovals.Removal> before) {
    return before.isPresent() && before.get().begun() == removal.begun();
  }

  private FileStoreTrouble beingRemoved(String key) {
    return new FileStoreTrouble(
        storage.name(),
        "an old file with the same content is being removed",
        key,
        new IOException("removed at the same moment"));
  }

  /**
   * Takes bytes in, as {@link #adopt} does.
   *
   * @throws UncheckedIOException if the disk or the store fails; nothing was taken in
   * @throws dev.carillon.server.platform.http.Problem 507 where they would take what is kept free
   */
  public Blob adopt(byte[] bytes) {
    if (bytes.length > 0) {
      reserve.check(bytes.length);
    }
    try {
      Path file = incoming().resolve("bytes-" + Ids.random());
      try {
        DurableFiles.writeNew(file, bytes);
        return adopt(new Upload("", file, bytes.length, Digests.sha256(bytes), Digests.md5(bytes)));
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The time from which the age of files counts: this one, or that which a file gets that is
   * written now, if it is earlier. Files may get their times from another clock. Where no file can
   * be written, as on a full disk, it is this one: what frees space must not fail for it.
   */
  public Instant notAfterFiles(Instant now) {
    try {
      Path file = Files.createTempFile(incoming(), "now", null);
      try {
        Instant written = Files.getLastModifiedTime(file).toInstant();
        return written.isBefore(now) ? written : now;
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException noRoom) {
      return now;
    }
  }

  /**
   * Removes left-over uploads on this machine that are older than this time.
   *
   * @return how many files were removed
   */
  public int purgeDrafts(Instant olderThan) {
    int removed = 0;
    try (DirectoryStream<Path> left = Files.newDirectoryStream(incoming())) {
      for (Path file : left) {
        removed += deletedOlder(file, olderThan) ? 1 : 0;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return removed;
  }

  private static boolean deletedOlder(Path file, Instant time) throws IOException {
    try {
      return Files.isRegularFile(file)
          && Files.getLastModifiedTime(file).toInstant().isBefore(time)
          && Files.deleteIfExists(file);
    } catch (NoSuchFileException gone) {
      return false;
    }
  }

  /**
   * Removes blobs and left-over uploads that are older than this time and that nothing refers to.
   *
   * @param referenced says by SHA-256 whether any asset or version refers to a blob; it is asked
   *     again just before a removal
   * @return how many files were removed
   */
  public int purge(Instant olderThan, Predicate<String> referenced) {
    removals.forgetOld();
    try (Stream<FileStorage.Entry> entries = storage.list("")) {
      int removed = purgeDrafts(olderThan) + storage.purgeUnfinished(olderThan);
      List<String> old = new ArrayList<>();
      for (FileStorage.Entry entry : (Iterable<FileStorage.Entry>) entries::iterator) {
        if (ofBlob(entry.key())
            && entry.modified().isBefore(olderThan)
            && !blobOf(entry.key()).equals(EMPTY)
            && !referenced.test(blobOf(entry.key()))) {
          old.add(entry.key());
        }
        if (old.size() == REMOVED_AT_ONCE) {
          removed += remove(old, olderThan, referenced);
          old.clear();
        }
      }
      return removed + remove(old, olderThan, referenced);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int remove(List<String> keys, Instant olderThan, Predicate<String> referenced)
      throws IOException {
    if (keys.isEmpty()) {
      return 0;
    }
    Set<String> begun = removals.begin(keys.stream().map(BlobStore::blobOf).toList());
    int removed = 0;
    String doubtful = "";
    try {
      for (String key : keys) {
        String blob = blobOf(key);
        // a copy of an asset takes over its file as it is, and makes it no younger
        if (begun.contains(blob) && !referenced.test(blob)) {
          doubtful = blob;
          removed += storage.deleteOlder(key, olderThan) ? 1 : 0;
          doubtful = "";
        }
      }
    } finally {
      // what failed may still happen
      begun.remove(doubtful);
      removals.end(begun);
    }
    return removed;
  }
}
