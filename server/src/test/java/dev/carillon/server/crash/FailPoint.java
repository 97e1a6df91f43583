package dev.carillon.server.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a process ends at once. It is passed unharmed until a file is there that says at which pass
 * from now on.
 */
public final class FailPoint {

  static final String ARMED = "carillon.test.armed";

  private static final Path FILE = Path.of(System.getProperty(ARMED, "nowhere"));
  private static int left;

  private FailPoint() {}

  /** Called by what {@link HaltAgent} has put in. */
  public static synchronized void passed() {
    try {
      if (left == 0 && Files.exists(FILE)) {
        left = Integer.parseInt(Files.readString(FILE));
      }
    } catch (IOException | NumberFormatException halfWritten) {
      return;
    }
    if (left > 0) {
      left--;
      if (left == 0) {
        Runtime.getRuntime().halt(Point.EXIT_CODE);
      }
    }
  }
}
