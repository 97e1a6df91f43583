package dev.carillon.server.assets.upload;

import dev.carillon.hooks.event.Ids;
import dev.carillon.server.assets.file.BlobStore;
import dev.carillon.server.assets.file.NewFile;
import dev.carillon.server.assets.upload.UploadRows.Part;
import dev.carillon.server.assets.upload.UploadRows.Taken;
import dev.carillon.server.platform.database.Changes;
import dev.carillon.server.platform.digest.Digests;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Upload;
import dev.carillon.server.platform.http.body.UploadFile;
import dev.carillon.server.platform.http.capacity.DiskReserve;
import dev.carillon.server.platform.http.capacity.Uploader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Files that come in parts. Each part is a file in the file store, which all nodes share; the
 * database says which parts an upload has. A part counts from the commit that names it: what a
 * crash leaves before that is sent again, and purged after a day. So an upload goes on after a
 * crash where its last stored part ended, on any node.
 */
public final class ResumableUploads {

  private static final System.Logger LOG = System.getLogger(ResumableUploads.class.getName());

  /** Files of parts are kept under names of their own with this suffix. */
  private static final String SUFFIX = "part";

  private static final int BUFFER_BYTES = 256 * 1024;
  private static final int PURGED_AT_ONCE = 100;
  private static final int RETRY_SECONDS = 60;

  private final Changes changes;
  private final BlobStore blobs;
  private final InstantSource clock;
  private final UploadLimits limits;

  /** The ids of uploads that are being used, on this node. */
  private final Set<String> inUse = ConcurrentHashMap.newKeySet();

  /** The uploads in this database and file store. */
  public ResumableUploads(
      Changes changes, BlobStore blobs, InstantSource clock, UploadLimits limits) {
    this.changes = changes;
    this.blobs = blobs;
    this.clock = clock;
    this.limits = limits;
  }

  /**
   * Begins an upload.
   *
   * @param length how many bytes it will have; 0 = it is complete at once
   * @throws Problem 413 where it is longer than one user may send, 429 where the user or all users
   *     together have too much that is not finished, 507 where there is no space for it
   */
  ResumableUpload begin(String owner, String filename, long length) {
    long most = Math.min(limits.userBytes(), limits.bytes());
    if (length > most) {
      throw Problem.tooLarge(
          "'Upload-Length' is '" + length + "', but must be at most " + most + " bytes");
    }
    if (!blobs.hasSpace(length)) {
      throw noSpace(length);
    }
    ResumableUpload upload =
        new ResumableUpload(Ids.random(), owner, filename, length, 0, clock.millis());
    return changes.write(
        connection -> {
          Taken own = UploadRows.taken(connection, owner);
          require(own, length, limits.userCount(), limits.userBytes(), "You have");
          Taken all = UploadRows.taken(connection);
          require(all, length, limits.count(), limits.bytes(), "All users together have");
          UploadRows.insert(connection, upload);
          return upload;
        });
  }

  private static void require(Taken taken, long more, int count, long bytes, String who) {
    if (taken.count() >= count || taken.bytes() + more > bytes) {
      throw Problem.tooManyRequests(
          "%s %d uploads with %d bytes that are not finished, and may have %d uploads with %d bytes: finish or cancel some of them first"
              .formatted(who, taken.count(), taken.bytes(), count, bytes),
          RETRY_SECONDS);
    }
  }

  /**
   * A user's upload.
   *
   * @throws Problem 404 where there is none with this id, it is another user's, or it is too old
   */
  ResumableUpload get(String id, String owner) {
    return changes
        .read(c -> UploadRows.find(c, id))
        .filter(found -> found.owner().equals(owner) && expiresAt(found).isAfter(clock.instant()))
        .orElseThrow(() -> Problem.notFound("upload", id));
  }

  /** A user's uploads, the oldest first. */
  List<ResumableUpload> of(String owner) {
    return changes.read(c -> UploadRows.of(c, owner, limits.userCount())).stream()
        .filter(found -> expiresAt(found).isAfter(clock.instant()))
        .toList();
  }

  /** When an upload is removed if no asset used it. */
  Instant expiresAt(ResumableUpload upload) {
    return Instant.ofEpochMilli(upload.createdAt()).plus(limits.age());
  }

  /**
   * A user's upload of which so much is stored.
   *
   * @throws Problem 404 as {@link #get}, 409 where more or less is stored
   */
  ResumableUpload at(String id, String owner, long offset) {
    ResumableUpload upload = get(id, owner);
    if (upload.received() != offset) {
      throw misplaced(offset, upload.received());
    }
    return upload;
  }

  /**
   * Adds the next part, and returns once it is stored for good.
   *
   * @param offset where the client believes that it begins
   * @throws Problem 404 as {@link #get}, 409 where it begins elsewhere, 413 where it is longer than
   *     what is missing, 400 where there are too many parts
   */
  ResumableUpload append(String id, String owner, long offset, Upload content) {
    ResumableUpload before = at(id, owner, offset);
    if (content.length() == 0) {
      return before;
    }
    if (offset + content.length() > before.length()) {
      throw Problem.tooLarge(
          "The body has %d bytes, but only %d bytes of the upload are missing"
              .formatted(content.length(), before.length() - offset));
    }
    if (changes.read(c -> UploadRows.countParts(c, id)) >= limits.parts()) {
      throw Problem.badRequest(
          "The upload has %d parts, and may have no more: send longer parts"
              .formatted(limits.parts()));
    }
    Part part = new Part(offset, content.length(), Digests.sha256(Ids.random()));
    keep(content, part);
    if (!changes.write(c -> UploadRows.append(c, id, part))) {
      remove(List.of(part));
      throw misplaced(offset, get(id, owner).received());
    }
    return get(id, owner);
  }

  /**
   * The file of a complete upload, which stays until an asset gets that: if what follows fails, it
   * can be used again. A node joins its parts once at a time.
   *
   * @param work gets the file, which is deleted afterwards unless it was moved away
   * @throws Problem 404 as {@link #get} and where its parts are gone, 409 where it is not complete
   *     or being used, 429 where the user has too much open, 507 where there is no space
   */
  NewFile use(String id, String owner, Function<Upload, NewFile> work) {
    ResumableUpload upload = get(id, owner);
    if (!upload.complete()) {
      throw Problem.conflict(
          "The upload '%s' is not complete: %d of %d bytes are stored"
              .formatted(id, upload.received(), upload.length()));
    }
    if (!inUse.add(id)) {
      throw Problem.conflict(
          "The upload '" + id + "' is being used by another request: wait until that has ended");
    }
    try (DiskReserve.Upload space = blobs.begin(new Uploader.OfUser(owner))) {
      space.announced(upload.length());
      try (UploadFile file =
          new UploadFile(blobs.incoming().resolve("upload-" + Ids.random()), space)) {
        List<Part> parts = changes.read(c -> UploadRows.parts(c, id));
        return work.apply(joined(upload, parts, file)).from(new Used(id, parts));
      }
    } catch (NoSuchFileException gone) {
      // a restored backup, or another file store: neither has the parts
      remove(upload);
      throw Problem.notFound("upload", id);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } finally {
      inUse.remove(id);
    }
  }

  /**
   * Removes an upload and what was stored of it.
   *
   * @throws Problem 404 as {@link #get}
   */
  void remove(String id, String owner) {
    remove(get(id, owner));
  }

  /** Removes uploads that are too old; how many there were. */
  public int purge() {
    long before = clock.instant().minus(limits.age()).toEpochMilli();
    int all = 0;
    List<ResumableUpload> old;
    do {
      old = changes.read(c -> UploadRows.old(c, before, PURGED_AT_ONCE));
      old.forEach(this::remove);
      all += old.size();
    } while (old.size() == PURGED_AT_ONCE);
    return all;
  }

  private void remove(ResumableUpload upload) {
    List<Part> parts = changes.read(c -> UploadRows.parts(c, upload.id()));
    changes.write(c -> UploadRows.delete(c, upload.id()));
    // only then: what the database names is there
    remove(parts);
  }

  /** What cannot be removed now is purged after a day. */
  private void remove(List<Part> parts) {
    for (Part part : parts) {
      try {
        blobs.removeBeside(part.file(), SUFFIX);
      } catch (IOException trouble) {
        LOG.log(System.Logger.Level.WARNING, "A part of an upload was not removed", trouble);
      }
    }
  }

  private void keep(Upload content, Part part) {
    try {
      blobs.keepBeside(content.file(), part.file(), SUFFIX);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** The parts one after the other, as one file that is synced. */
  private Upload joined(ResumableUpload upload, List<Part> parts, UploadFile file)
      throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    for (Part part : parts) {
      try (InputStream in = blobs.beside(part.file(), SUFFIX).open()) {
        for (int count; (count = in.read(buffer)) >= 0; ) {
          file.write(buffer, 0, count);
        }
      }
    }
    Upload joined = file.finish(upload.filename());
    if (joined.length() != upload.length()) {
      throw new IOException(
          "The parts of upload '%s' have %d bytes instead of %d"
              .formatted(upload.id(), joined.length(), upload.length()));
    }
    return joined;
  }

  private static Problem misplaced(long offset, long received) {
    return new Problem(
        409,
        "UploadOffsetMismatch",
        "'Upload-Offset' is '%d', but must be %d, the number of bytes that are stored"
            .formatted(offset, received));
  }

  private static Problem noSpace(long bytes) {
    return new Problem(
        507,
        "InsufficientStorage",
        "There is no disk space for "
            + bytes
            + " more bytes. Delete files that are not needed, or ask the administrator for more"
            + " space");
  }

  /**
   * An upload whose file an asset gets. The row of the upload is the claim: who removes it gets the
   * file, so an upload never becomes two assets.
   */
  private final class Used implements NewFile.Source {

    private final String id;
    private final List<Part> parts;

    Used(String id, List<Part> parts) {
      this.id = id;
      this.parts = parts;
    }

    /**
     * The upload is used up.
     *
     * @throws Problem 404 where another call has used or removed it meanwhile
     */
    @Override
    public void taken(Connection connection) throws SQLException {
      if (!UploadRows.delete(connection, id)) {
        throw Problem.notFound("upload", id);
      }
    }

    @Override
    public void stored() {
      remove(parts);
    }
  }
}
