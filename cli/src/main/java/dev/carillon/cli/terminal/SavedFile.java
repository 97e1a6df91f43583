package dev.carillon.cli.terminal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file that is there when it is whole, and not before; readable by its owner only. */
public final class SavedFile {

  private SavedFile() {}

  /** Writes it; where that fails, what was there before stays. */
  public static void write(Path file, Content content) throws IOException {
    Path whole = file.toAbsolutePath();
    Path partial = Files.createTempFile(whole.getParent(), whole.getFileName().toString(), ".part");
    try {
      try (OutputStream out = Files.newOutputStream(partial)) {
        content.writeTo(out);
      }
      Files.move(
          partial, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  /** What is in it. */
  @FunctionalInterface
  public interface Content {
    /** All of it; the stream is not to be closed. */
    void writeTo(OutputStream out) throws IOException;
  }
}
