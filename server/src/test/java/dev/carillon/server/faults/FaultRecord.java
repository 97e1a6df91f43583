package dev.carillon.server.faults;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The scale of the fault tests, and their findings: each test leaves one line of JSON in {@code
 * target/faults}, from which {@code ./bench faults} makes its table.
 *
 * <p>Every run of the tests takes the short forms; {@code -Dcarillon.faults=long} takes the long
 * ones. A fault test carries {@code @Tag("faults")} and a tag of its own, such as
 * {@code @Tag("c1")}, by which {@code ./bench faults c1} finds it.
 */
public final class FaultRecord {

  private static final String SCALE = System.getProperty("carillon.faults", "short");
  private static final Path FOLDER = Path.of("target", "faults");
  private static final ObjectMapper JSON = new ObjectMapper();

  private FaultRecord() {}

  /** Whether the long forms run, which take minutes or hours and are recorded. */
  public static boolean longForm() {
    return switch (SCALE) {
      case "short" -> false;
      case "long" -> true;
      default -> throw new IllegalStateException("carillon.faults is short or long: " + SCALE);
    };
  }

  /** The first number in every run of the tests, the second in the long form. */
  public static int scaled(int shortForm, int longForm) {
    return longForm() ? longForm : shortForm;
  }

  /**
   * Writes down what a test counted. To be called before the test asserts anything, so that the
   * table shows losses too. What is called {@code lost} must be 0.
   *
   * @param name the test's tag; several records of one test add a word, such as {@code
   *     c2.before-commit}
   * @param counts in the order in which the table shows them
   */
  public static void record(String name, Map<String, ? extends Number> counts) {
    record(name, counts, Map.of());
  }

  /**
   * The same with what must hold.
   *
   * @param atMost the greatest value that each of these counts may have
   */
  public static void record(
      String name, Map<String, ? extends Number> counts, Map<String, ? extends Number> atMost) {
    ObjectNode line = JSON.createObjectNode();
    line.put("name", name);
    line.put("form", longForm() ? "long" : "short");
    line.put("at", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    line.put("machine", Machine.description());
    ObjectNode found = line.putObject("counts");
    counts.forEach((what, count) -> found.set(what, JSON.valueToTree(count)));
    ObjectNode limits = line.putObject("atMost");
    atMost.forEach((what, limit) -> limits.set(what, JSON.valueToTree(limit)));
    try {
      Files.createDirectories(FOLDER);
      Files.writeString(FOLDER.resolve(name + ".json"), JSON.writeValueAsString(line) + "\n");
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** What the tests run on. */
  static final class Machine {

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
}
