package dev.carillon.server.assets.rescue;

import dev.carillon.server.assets.file.Blob;
import dev.carillon.server.assets.file.BlobStore;
import dev.carillon.server.platform.digest.Digests;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;

/** Tells whether files of the store are what their names say. */
final class IntactFiles {

  private static final int BUFFER_BYTES = 64 * 1024;

  private final BlobStore blobs;

  IntactFiles(BlobStore blobs) {
    this.blobs = blobs;
  }

  /** Reads the whole file. */
  Found find(String sha256) {
    Path file = blobs.path(sha256);
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest sha = Digests.sha256();
      MessageDigest md5 = Digests.md5();
      byte[] buffer = new byte[BUFFER_BYTES];
      long length = 0;
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        sha.update(buffer, 0, read);
        md5.update(buffer, 0, read);
        length += read;
      }
      return Digests.hex(sha).equals(sha256)
          ? new Found.Intact(new Blob(sha256, Digests.hex(md5), length))
          : new Found.Damaged();
    } catch (NoSuchFileException missing) {
      return new Found.Missing();
    } catch (IOException unreadable) {
      throw new UncheckedIOException("cannot read " + file, unreadable);
    }
  }

  /** What became of a file. */
  sealed interface Found {

    /** It is what it was. */
    record Intact(Blob blob) implements Found {}

    /** It is something else. */
    record Damaged() implements Found {}

    /** It is not there. */
    record Missing() implements Found {}
  }
}
