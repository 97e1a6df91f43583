package dev.carillon.server.platform.http.body;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.server.platform.digest.Digests;
import dev.carillon.server.platform.http.Upload;
import dev.carillon.server.platform.http.capacity.DiskReserve;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;

/** A file on its way in: written, digested on the fly, synced. */
public final class UploadFile implements AutoCloseable {

  private final Path file;
  private final DiskReserve.Upload upload;
  private final FileChannel channel;
  private final MessageDigest sha256 = Digests.sha256();
  private final MessageDigest md5 = Digests.md5();
  private long length;

  /**
   * Begins a file.
   *
   * @param upload what it is a part of
   * @throws HooksException where the disk does not take it
   */
  public UploadFile(Path file, DiskReserve.Upload upload) {
    this.file = file;
    this.upload = upload;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (IOException trouble) {
      throw unwritable(trouble);
    }
  }

  /**
   * Adds some bytes.
   *
   * @throws HooksException where the disk does not take them
   * @throws dev.carillon.server.platform.http.Problem 507 where they would take what is kept free,
   *     429 where who sends them has too much open
   */
  public void write(byte[] bytes, int from, int count) {
    upload.write(count);
    sha256.update(bytes, from, count);
    md5.update(bytes, from, count);
    ByteBuffer rest = ByteBuffer.wrap(bytes, from, count);
    try {
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
    } catch (IOException trouble) {
      throw unwritable(trouble);
    }
    length += count;
  }

  /** Forces its content to the disk; from now on it is complete. */
  public Upload finish(String filename) {
    try {
      channel.force(true);
      channel.close();
    } catch (IOException trouble) {
      throw unwritable(trouble);
    }
    return new Upload(filename, file, length, Digests.hex(sha256), Digests.hex(md5));
  }

  /** Deletes it, unless it was moved away. */
  @Override
  public void close() {
    try {
      channel.close();
      Files.deleteIfExists(file);
    } catch (IOException trouble) {
      throw new UncheckedIOException(trouble);
    }
  }

  private static HooksException unwritable(IOException trouble) {
    return new HooksException(
        HooksException.Code.STORE_FULL, "An upload cannot be written", trouble);
  }
}
