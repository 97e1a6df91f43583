package dev.carillon.server.faults;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

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
    ObjectNode line = JSON.createObjectNode();
    line.put("name", name);
    line.put("form", longForm() ? "long" : "short");
    line.put("at", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    line.put("machine", Machine.description());
    ObjectNode found = line.putObject("counts");
    counts.forEach((what, count) -> found.set(what, JSON.valueToTree(count)));
    try {
      Files.createDirectories(FOLDER);
      Files.writeString(FOLDER.resolve(name + ".json"), JSON.writeValueAsString(line) + "\n");
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
