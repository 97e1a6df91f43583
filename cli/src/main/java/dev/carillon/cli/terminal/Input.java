package dev.carillon.cli.terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads what a command was pointed to. */
public final class Input {

  /** More than any payload has. */
  private static final int BYTES_MAX = 16 << 20;

  private Input() {}

  /**
   * The bytes of a file; {@code -} is standard input.
   *
   * @throws Failure where it cannot be read or is too large
   */
  public static byte[] bytes(String file) {
    try {
      byte[] bytes;
      if (file.equals("-")) {
        bytes = Surroundings.current().in().readNBytes(BYTES_MAX + 1);
      } else {
        try (var in = Files.newInputStream(Path.of(file))) {
          bytes = in.readNBytes(BYTES_MAX + 1);
        }
      }
      if (bytes.length > BYTES_MAX) {
        throw new Failure(ExitCode.USAGE, file + " is larger than " + BYTES_MAX + " bytes");
      }
      return bytes;
    } catch (IOException unreadable) {
      throw new Failure(ExitCode.USAGE, file + " cannot be read: " + unreadable.getMessage());
    }
  }
}
