package dev.carillon.server.faults.clock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The wall clock of one process, moved by libfaketime; what counts time from a process's start goes
 * on as it is, as it does when an administrator sets a clock.
 *
 * @param file holds how far it is off
 */
public record FakedClock(Path file) {

  private static final String LIBRARY = "libfaketime.so.1";

  /** A clock that is right. */
  public static FakedClock in(Path folder) throws IOException {
    FakedClock clock = new FakedClock(folder.resolve("clock"));
    clock.off(Duration.ZERO);
    return clock;
  }

  /** From now on it is off by so much. */
  public void off(Duration by) throws IOException {
    Path next = file.resolveSibling("next");
    Files.writeString(next, (by.isNegative() ? "" : "+") + by.toSeconds() + "\n");
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** What a process must be started with. */
  public Map<String, String> environment() throws IOException {
    return Map.of(
        "LD_PRELOAD", library().toString(),
        "FAKETIME_TIMESTAMP_FILE", file.toString(),
        "FAKETIME_NO_CACHE", "1",
        "DONT_FAKE_MONOTONIC", "1",
        // its remedy for waits that count from the start makes a JVM miss its own signals
        "FAKETIME_FORCE_MONOTONIC_FIX", "0");
  }

  private static Path library() throws IOException {
    try (Stream<Path> places =
        Files.find(Path.of("/usr/lib"), 4, (path, is) -> path.endsWith(LIBRARY))) {
      return places
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("libfaketime is not installed"));
    }
  }
}
