package dev.carillon.server.platform.files;

import java.nio.file.Path;

/**
 * A file on a disk of this machine that stays there until this is closed.
 *
 * @param path where it is; not to be changed
 * @param release ends the use of it
 */
public record LocalFile(Path path, Runnable release) implements AutoCloseable {

  /** A file that stays anyway. */
  public static LocalFile of(Path path) {
    return new LocalFile(path, () -> {});
  }

  @Override
  public void close() {
    release.run();
  }
}
