package dev.carillon.server.platform.http.capacity;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells how much space there is on the disk that a folder is on. */
@FunctionalInterface
public interface DiskSpace {

  /** What the operating system says. */
  DiskSpace REAL =
      folder -> {
        FileStore store = Files.getFileStore(folder);
        return new Space(store.getUsableSpace(), store.getTotalSpace());
      };

  /**
   * The space there is now.
   *
   * @throws IOException where that is not known
   */
  Space of(Path folder) throws IOException;

  /**
   * Space on a disk.
   *
   * @param free bytes that this process may still write
   * @param total all bytes of the disk
   */
  record Space(long free, long total) {}
}
