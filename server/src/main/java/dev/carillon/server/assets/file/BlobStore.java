package dev.carillon.server.assets.file;

import dev.carillon.hooks.event.Ids;
import dev.carillon.server.platform.digest.Digests;
import dev.carillon.server.platform.files.DurableFiles;
import dev.carillon.server.platform.http.Upload;
import dev.carillon.server.platform.http.capacity.DiskReserve;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The bytes of all files, each under the SHA-256 of its content in {@code <home>/files}. Nothing of
 * a blob's path comes from input. A blob is on the disk for good before {@link #adopt} returns, so
 * a commit may refer to it.
 */
public final class BlobStore {

  private final Path root;
  private final Path incoming;
  private final DiskReserve reserve;
  private final DurableFolders folders;

  /** What is being adopted must not be swept at the same moment. */
  private final Object lock = new Object();

  /** The store in this folder, which is made where it is missing; it may fill its disk. */
  public BlobStore(Path root) {
    this(root, DiskReserve.none());
  }

  /**
   * The store in this folder, which is made where it is missing.
   *
   * @param reserve what is kept free on its disk
   */
  public BlobStore(Path root, DiskReserve reserve) {
    this.reserve = reserve;
    this.root = root;
    this.incoming = root.resolve("incoming");
    this.folders = new DurableFolders(root);
    try {
      Files.createDirectories(incoming);
      DurableFiles.syncFolder(root);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where uploads are written before they are adopted: on the same file system. */
  public Path incoming() {
    return incoming;
  }

  /** Whether there is disk space for so much more that the server makes of files. */
  public boolean hasSpace(long bytes) {
    return reserve.hasSpace(bytes);
  }

  /** Where the bytes of this blob are. */
  public Path path(Blob blob) {
    return path(blob.sha256());
  }

  /**
   * Where the bytes of the blob with this SHA-256 are.
   *
   * @throws IllegalArgumentException where it is none: a database that was tampered with must not
   *     name a file elsewhere
   */
  public Path path(String sha256) {
    Blob.checkName(sha256);
    return root.resolve(sha256.substring(0, 2)).resolve(sha256.substring(2, 4)).resolve(sha256);
  }

  /** Where something is that was made from a blob; it is swept with the blob. */
  public Path beside(String sha256, String suffix) {
    return path(sha256).resolveSibling(sha256 + "." + suffix);
  }

  /**
   * Moves something that was made from a blob to its side, durably.
   *
   * @param draft a file in {@link #incoming}
   */
  public void keepBeside(Path draft, String sha256, String suffix) throws IOException {
    DurableFiles.sync(draft);
    DurableFiles.move(draft, beside(sha256, suffix));
  }

  /**
   * Takes an upload in. The same content is kept once; taking it in again only makes it young, so
   * that no sweep removes it before the commit that refers to it.
   *
   * @throws UncheckedIOException if the disk fails or is full; nothing was taken in
   */
  public Blob adopt(Upload upload) {
    Blob blob = new Blob(upload.sha256(), upload.md5(), upload.length());
    try {
      Path target = path(blob);
      synchronized (lock) {
        if (!young(target)) {
          folders.create(DurableFiles.folderOf(target));
          Files.move(upload.file(), target, StandardCopyOption.ATOMIC_MOVE);
          Files.setLastModifiedTime(target, FileTime.from(Instant.now()));
        }
      }
      folders.sync(DurableFiles.folderOf(target));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return blob;
  }

  /**
   * Takes bytes in, as {@link #adopt} does.
   *
   * @throws UncheckedIOException if the disk fails or is full; nothing was taken in
   * @throws dev.carillon.server.platform.http.Problem 507 where they would take what is kept free
   */
  public Blob adopt(byte[] bytes) {
    if (bytes.length > 0) {
      reserve.check(bytes.length);
    }
    try {
      Path file = incoming.resolve("bytes-" + Ids.random());
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
   * Removes blobs and left-over uploads that are older than this time and that nothing refers to.
   *
   * @param referenced says by SHA-256 whether any asset or version refers to a blob
   * @return how many files were removed
   */
  public int sweep(Instant olderThan, Predicate<String> referenced) {
    int removed = 0;
    try (Stream<Path> files = Files.walk(root, 3)) {
      for (Path file : (Iterable<Path>) files.filter(this::sweepable)::iterator) {
        synchronized (lock) {
          boolean unreferenced = file.startsWith(incoming) || !referenced.test(blobOf(file));
          if (unreferenced && modified(file).isBefore(olderThan)) {
            Files.deleteIfExists(file);
            removed++;
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return removed;
  }

  private boolean sweepable(Path file) {
    return Files.isRegularFile(file)
        && (incoming.equals(file.getParent()) || Blob.NAME.matcher(blobOf(file)).matches());
  }

  /** The SHA-256 of the blob that a file is, or was made from. */
  private static String blobOf(Path file) {
    String name = String.valueOf(file.getFileName());
    int suffix = name.indexOf('.');
    return suffix < 0 ? name : name.substring(0, suffix);
  }

  private static Instant modified(Path file) throws IOException {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (NoSuchFileException gone) {
      return Instant.MAX;
    }
  }

  private static boolean young(Path blob) throws IOException {
    try {
      Files.setLastModifiedTime(blob, FileTime.from(Instant.now()));
      return true;
    } catch (NoSuchFileException absent) {
      return false;
    }
  }
}
