package dev.carillon.cli.listen;

import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.cli.terminal.SavedFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The file that remembers which event a target received last.
 *
 * @param file where
 */
record CursorFile(Path file) {

  /** The cursor file of this target at this server. */
  static CursorFile of(Path folder, String server, String target) {
    String name = Integer.toHexString((server + " " + target).hashCode());
    return new CursorFile(folder.resolve("listen-" + name + ".cursor"));
  }

  /** The last cursor; empty before the first {@code listen}. */
  Optional<String> last() {
    try {
      return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
    } catch (IOException unreadable) {
      throw new Failure(ExitCode.FAILURE, file + " cannot be read: " + unreadable.getMessage());
    }
  }

  /** Remembers a cursor. */
  void keep(String cursor) {
    try {
      SavedFile.write(file, out -> out.write(cursor.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException unwritable) {
      throw new Failure(ExitCode.FAILURE, file + " cannot be written: " + unwritable.getMessage());
    }
  }
}
