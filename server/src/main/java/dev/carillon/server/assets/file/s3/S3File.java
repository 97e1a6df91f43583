package dev.carillon.server.assets.file.s3;

import dev.carillon.server.platform.files.LocalFile;
import dev.carillon.server.platform.files.StoredFile;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/** A file in an object store. One that is short is read by way of a verified copy. */
final class S3File implements StoredFile {

  /** Longer files are not copied to be read. */
  private static final long COPIED_BYTES_MAX = 8L << 20;

  private final S3Storage storage;
  private final String key;
  private long length = -1;

  S3File(S3Storage storage, String key) {
    this.storage = storage;
    this.key = key;
  }

  @Override
  public boolean exists() {
    try {
      return length() >= 0;
    } catch (NoSuchFileException absent) {
      return false;
    } catch (IOException trouble) {
      throw new UncheckedIOException(trouble);
    }
  }

  @Override
  public synchronized long length() throws IOException {
    if (length < 0) {
      Optional<LocalFile> copy = storage.copyOf(key);
      if (copy.isPresent()) {
        try (LocalFile local = copy.get()) {
          length = Files.size(local.path());
        }
      } else {
        length = storage.head(key).contentLength();
      }
    }
    return length;
  }

  @Override
  public InputStream open() throws IOException {
    Optional<LocalFile> copy = storage.copyOf(key);
    return copy.isPresent() ? read(copy.get(), 0, Long.MAX_VALUE) : storage.stream(key, "");
  }

  @Override
  public InputStream open(long from, long count) throws IOException {
    if (count == 0) {
      return InputStream.nullInputStream();
    }
    Optional<LocalFile> copy = storage.copyOf(key);
    if (copy.isPresent()) {
      return read(copy.get(), from, count);
    }
    long all = length();
    if (all <= COPIED_BYTES_MAX) {
      return read(storage.local(key), from, count);
    }
    boolean whole = from == 0 && count == all;
    return storage.stream(key, whole ? "" : "bytes=" + from + "-" + (from + count - 1));
  }

  @Override
  public LocalFile local() throws IOException {
    return storage.local(key);
  }

  private static InputStream read(LocalFile local, long from, long count) throws IOException {
    try {
      InputStream in = StoredFile.onDisk(local.path()).open(from, count);
      return new FilterInputStream(in) {
        @Override
        public void close() throws IOException {
          try {
            super.close();
          } finally {
            local.close();
          }
        }
      };
    } catch (IOException unreadable) {
      local.close();
      throw unreadable;
    }
  }
}
