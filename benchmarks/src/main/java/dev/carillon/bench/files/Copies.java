package dev.carillon.bench.files;

import dev.carillon.bench.Folder;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** The limit: the same files copied from folder to folder. */
final class Copies {

  private Copies() {}

  /**
   * Seconds to copy them all.
   *
   * @param durably whether each is on the disk before the next, as an upload is
   */
  static double seconds(List<Path> files, Path to, boolean durably) throws IOException {
    Folder.empty(to);
    long start = System.nanoTime();
    for (Path file : files) {
      Path copy = to.resolve(file.getFileName());
      Files.copy(file, copy);
      if (durably) {
        try (FileChannel channel = FileChannel.open(copy, StandardOpenOption.WRITE)) {
          channel.force(true);
        }
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    Folder.remove(to);
    return seconds;
  }
}
