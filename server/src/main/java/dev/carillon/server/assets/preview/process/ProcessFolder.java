package dev.carillon.server.assets.preview.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where one process that decodes files may keep what it needs for a while. A process that is killed
 * removes nothing, so its folder is emptied when it has ended and before the next starts.
 */
public record ProcessFolder(Path path) {

  /** How the folders of processes begin. */
  static final String BEGINNING = "process-";

  /** Removes all that is in it; it is there afterwards. */
  public void empty() {
    try {
      Files.createDirectories(path);
      try (DirectoryStream<Path> left = Files.newDirectoryStream(path)) {
        for (Path each : left) {
          if (Files.isDirectory(each)) {
            new ProcessFolder(each).empty();
          }
          Files.deleteIfExists(each);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
