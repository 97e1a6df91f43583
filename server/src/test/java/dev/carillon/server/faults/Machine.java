package dev.carillon.server.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/** What the tests run on. */
final class Machine {

  private Machine() {}

  /** Such as {@code 2 × Intel Xeon, 24 GB, Linux 6.1, Java 25.0.1}. */
  static String description() {
    return String.format(
        Locale.ROOT,
        "%d × %s, %s, %s %s, Java %s",
        Runtime.getRuntime().availableProcessors(),
        value("/proc/cpuinfo", "model name"),
        memory(),
        System.getProperty("os.name"),
        System.getProperty("os.version"),
        Runtime.version());
  }

  private static String memory() {
    String kilobytes = value("/proc/meminfo", "MemTotal").replace("kB", "").strip();
    return kilobytes.matches("\\d+")
        ? Math.round(Long.parseLong(kilobytes) / 1024.0 / 1024.0) + " GB"
        : "memory unknown";
  }

  private static String value(String file, String key) {
    try (Stream<String> lines = Files.lines(Path.of(file))) {
      return lines
          .filter(line -> line.startsWith(key))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (IOException elsewhere) {
      return "unknown";
    }
  }
}
