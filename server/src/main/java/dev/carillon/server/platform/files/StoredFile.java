package dev.carillon.server.platform.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file in the file store, which need not be on this machine. */
public interface StoredFile {

  /** A file on a disk of this machine. */
  static StoredFile onDisk(Path path) {
    return new OnDisk(path);
  }

  /**
   * Whether it is there.
   *
   * @throws java.io.UncheckedIOException if the store cannot say
   */
  boolean exists();

  /**
   * How many bytes it has.
   *
   * @throws java.nio.file.NoSuchFileException if it is not there
   */
  long length() throws IOException;

  /**
   * So many of its bytes, beginning with this one. A stream of the whole file fails before its end
   * if its content is not what was stored.
   *
   * @throws java.nio.file.NoSuchFileException if it is not there
   */
  InputStream open(long from, long length) throws IOException;

  /**
   * All its bytes.
   *
   * @throws java.nio.file.NoSuchFileException if it is not there
   */
  default InputStream open() throws IOException {
    return open(0, length());
  }

  /**
   * The same file on a disk of this machine, for programs that need one.
   *
   * @throws java.nio.file.NoSuchFileException if it is not there
   */
  LocalFile local() throws IOException;

  /** A file on a disk of this machine. */
  record OnDisk(Path path) implements StoredFile {

    @Override
    public boolean exists() {
      return Files.isRegularFile(path);
    }

    @Override
    public long length() throws IOException {
      return Files.size(path);
    }

    @Override
    public InputStream open() throws IOException {
      return Files.newInputStream(path);
    }

    @Override
    public InputStream open(long from, long length) throws IOException {
      InputStream in = Files.newInputStream(path);
      try {
        in.skipNBytes(from);
        return new LimitedStream(in, length);
      } catch (IOException failed) {
        in.close();
        throw failed;
      }
    }

    @Override
    public LocalFile local() throws IOException {
      if (!exists()) {
        throw new NoSuchFileException(path.toString());
      }
      return LocalFile.of(path);
    }
  }
}
