package dev.carillon.server.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Collects what fault tests wrote down, prints it as a table or as lines of JSON, and keeps the
 * recorded table of a document up to date.
 */
public final class FaultTable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String HEAD = "| test | date | form | counted | machine |";
  private static final String RULE = "| --- | --- | --- | --- | --- |";

  private final Map<String, JsonNode> records;

  private FaultTable(Map<String, JsonNode> records) {
    this.records = records;
  }

  /** Reads the records in these folders; a folder may be missing. */
  static FaultTable of(List<Path> folders) throws IOException {
    Map<String, JsonNode> records = new TreeMap<>();
    for (Path folder : folders) {
      if (Files.isDirectory(folder)) {
        try (Stream<Path> files = Files.list(folder)) {
          for (Path file : files.filter(path -> path.toString().endsWith(".json")).toList()) {
            JsonNode line = JSON.readTree(Files.readString(file));
            records.put(line.path("name").asText(), line);
          }
        }
      }
    }
    return new FaultTable(records);
  }

  /**
   * Prints the table and what became of each test; exit code 1 if something did not hold, or a test
   * has left no record.
   *
   * @param arguments the repository's root; then {@code --json}; {@code --into} and the document
   *     whose table gets these rows; {@code --expect} and the names of the tests that have run,
   *     with commas between them
   */
  public static void main(String[] arguments) throws IOException {
    Path root = Path.of(arguments[0]);
    FaultTable table =
        of(
            Stream.of("server", "hooks", "hooks-jdbc")
                .map(module -> root.resolve(module).resolve("target/faults"))
                .toList());
    List<String> options = List.of(arguments);
    Map<String, List<String>> broken = table.broken(expected(options));
    if (options.contains("--json")) {
      table.records.values().forEach(System.out::println);
    } else {
      System.out.println(HEAD + "\n" + RULE);
      table.rows().values().forEach(System.out::println);
      broken.forEach(
          (name, how) ->
              System.out.println(
                  name + ": " + (how.isEmpty() ? "held" : "BROKEN: " + String.join(", ", how))));
    }
    int into = options.indexOf("--into");
    if (into >= 0) {
      Path document = Path.of(options.get(into + 1));
      Files.writeString(document, table.into(Files.readString(document)));
    }
    boolean allHeld = broken.values().stream().allMatch(List::isEmpty);
    System.exit(!table.records.isEmpty() && allHeld ? 0 : 1);
  }

  private static List<String> expected(List<String> options) {
    int names = options.indexOf("--expect");
    return names < 0 ? List.of() : List.of(options.get(names + 1).split(",", -1));
  }

  /**
   * What does not hold, for each record: nothing may be lost, and each count stays within the
   * limits that its test has recorded. A test that left no record does not hold either.
   *
   * @param expected the names of tests that have run
   */
  Map<String, List<String>> broken(List<String> expected) {
    Map<String, List<String>> broken = new TreeMap<>();
    records.forEach((name, line) -> broken.put(name, broken(line)));
    for (String name : expected) {
      if (broken.keySet().stream().noneMatch(each -> (each + ".").startsWith(name + "."))) {
        broken.put(name, List.of("it left no record"));
      }
    }
    return broken;
  }

  private static List<String> broken(JsonNode line) {
    JsonNode counts = line.path("counts");
    List<String> broken = new ArrayList<>();
    if (counts.path("lost").asLong() > 0 && !line.path("atMost").has("lost")) {
      broken.add("lost " + counts.path("lost").asText());
    }
    for (var limit : line.path("atMost").properties()) {
      JsonNode count = counts.path(limit.getKey());
      if (!count.isNumber() || count.asDouble() > limit.getValue().asDouble()) {
        broken.add(said(limit.getKey(), count) + ", at most " + limit.getValue().asText());
      }
    }
    for (var limit : line.path("atLeast").properties()) {
      JsonNode count = counts.path(limit.getKey());
      if (!count.isNumber() || count.asDouble() < limit.getValue().asDouble()) {
        broken.add(said(limit.getKey(), count) + ", at least " + limit.getValue().asText());
      }
    }
    return broken;
  }

  private static String said(String what, JsonNode count) {
    return what + " " + (count.isNumber() ? count.asText() : "is missing");
  }

  /** A row for each test, by the test's name. */
  Map<String, String> rows() {
    Map<String, String> rows = new TreeMap<>();
    records.forEach((name, line) -> rows.put(name, row(line)));
    return rows;
  }

  /** The document with these rows in its table, in place of older ones of the same tests. */
  String into(String document) {
    Map<String, String> rows = new TreeMap<>();
    List<String> before = new ArrayList<>();
    List<String> after = new ArrayList<>();
    boolean seen = false;
    for (String line : document.lines().toList()) {
      if (line.equals(HEAD) || line.equals(RULE)) {
        seen = true;
      } else if (seen && after.isEmpty() && line.startsWith("| ")) {
        rows.put(line.split("\\|", -1)[1].strip(), line);
      } else {
        (seen ? after : before).add(line);
      }
    }
    if (!seen) {
      throw new IllegalArgumentException("the document has no table that begins with " + HEAD);
    }
    rows.putAll(rows());
    return Stream.of(before.stream(), Stream.of(HEAD, RULE), rows.values().stream(), after.stream())
        .flatMap(part -> part)
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static String row(JsonNode line) {
    String counts =
        line.path("counts").properties().stream()
            .map(
                count ->
                    count.getKey() + " " + count.getValue().asText() + limit(line, count.getKey()))
            .collect(Collectors.joining(", "));
    return "| %s | %s | %s | %s | %s |"
        .formatted(
            line.path("name").asText(),
            line.path("at").asText(),
            line.path("form").asText(),
            counts,
            line.path("machine").asText());
  }

  /** Such as {@code (≤ 5)}; empty where the count has no limit. */
  private static String limit(JsonNode line, String count) {
    JsonNode most = line.path("atMost").path(count);
    JsonNode least = line.path("atLeast").path(count);
    return (most.isNumber() ? " (≤ " + most.asText() + ")" : "")
        + (least.isNumber() ? " (≥ " + least.asText() + ")" : "");
  }
}
