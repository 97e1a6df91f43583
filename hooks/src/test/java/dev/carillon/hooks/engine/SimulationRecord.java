package dev.carillon.hooks.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** What a simulation came to: one line in the form of the server's fault tests. */
final class SimulationRecord {

  private SimulationRecord() {}

  /**
   * Writes it to {@code target/faults}.
   *
   * @param name the fault test's, such as {@code c6}
   */
  static void write(String name, String form, long seeds, long attempts, int violations)
      throws IOException {
    Path folder = Files.createDirectories(Path.of("target", "faults"));
    Files.writeString(
        folder.resolve(name + ".json"),
        String.format(
            Locale.ROOT,
            "{\"name\":\"%s\",\"form\":\"%s\",\"at\":\"%s\",\"machine\":\"Java %s\","
                + "\"counts\":{\"seeds\":%d,\"attempts\":%d,\"violations\":%d,\"lost\":%d},"
                + "\"atMost\":{\"violations\":0}}%n",
            name,
            form,
            Instant.now().truncatedTo(ChronoUnit.SECONDS),
            Runtime.version(),
            seeds,
            attempts,
            violations,
            violations));
  }
}
