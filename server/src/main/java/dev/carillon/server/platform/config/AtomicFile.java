package dev.carillon.server.platform.config;

import dev.carillon.server.platform.files.DurableFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A file that is replaced as a whole: a reader sees the old text or the new one. */
record AtomicFile(Path path) {

  /**
   * Replaces the text by what becomes of it. Where another process wrote meanwhile, its text is
   * changed instead: only what is written in the same instant as the move is lost.
   */
  void change(UnaryOperator<String> change) throws IOException {
    while (true) {
      String before = Files.readString(path);
      if (write(change.apply(before), before)) {
        return;
      }
    }
  }

  /**
   * Replaces the text; it is on the disk when this returns. Permissions stay. Behind a symbolic
   * link the file that it leads to is replaced.
   */
  void write(String text) throws IOException {
    write(text, null);
  }

  /** Makes the file, for its owner only: it may hold a password. */
  void writePrivate(String text) throws IOException {
    write(text);
    DurableFiles.permit(path, PosixFilePermissions.fromString("rw-------"));
  }

  /** False where the text is not the expected one any more; then nothing was replaced. */
  private boolean write(String text, @Nullable String expected) throws IOException {
    Path target = Files.exists(path) ? path.toRealPath() : path;
    Path temporary = target.resolveSibling(target.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try {
      DurableFiles.writeNew(temporary, text.getBytes(StandardCharsets.UTF_8));
      if (Files.exists(target)) {
        DurableFiles.permitAs(target, temporary);
      }
      if (expected != null && !expected.equals(Files.readString(target))) {
        return false;
      }
      DurableFiles.move(temporary, target);
      return true;
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
