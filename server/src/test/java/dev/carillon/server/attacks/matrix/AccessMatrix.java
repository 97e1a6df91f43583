package dev.carillon.server.attacks.matrix;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.server.attacks.Visitor;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The table {@code access.csv}: a row for each method and path, a column for each visitor. A cell
 * is {@code in} or the status of the refusal; the column {@code let in} has the statuses that a
 * made-up request gets once it is let in. A new kind of proof is a new constant of {@link Visitor}
 * and a column of that name.
 */
final class AccessMatrix {

  private static final List<String> FIXED = List.of("method", "path", "operation", "let in");

  private final List<Row> rows = new ArrayList<>();

  private AccessMatrix() {}

  /** One row. */
  record Row(
      String method,
      String path,
      String operation,
      Set<Integer> letIn,
      Map<Visitor, String> cells) {

    /** The statuses that a visitor may be answered. */
    Set<Integer> expected(Visitor visitor) {
      String cell = Objects.requireNonNull(cells.get(visitor));
      return cell.equals("in") ? letIn : Set.of(Integer.valueOf(cell));
    }

    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  /** The table that ships with the tests; each visitor has a column. */
  static List<Row> read() throws IOException {
    AccessMatrix matrix = new AccessMatrix();
    List<String> lines;
    try (InputStream in =
        Objects.requireNonNull(AccessMatrix.class.getResourceAsStream("access.csv"))) {
      lines = new String(in.readAllBytes(), UTF_8).lines().toList();
    }
    List<String> head = List.of(lines.getFirst().split(",", -1));
    checkHead(head);
    for (String line : lines.subList(1, lines.size())) {
      if (!line.isBlank()) {
        matrix.rows.add(row(head, List.of(line.split(",", -1))));
      }
    }
    return matrix.rows;
  }

  private static void checkHead(List<String> head) {
    Set<String> wanted = new TreeSet<>(FIXED);
    for (Visitor visitor : Visitor.values()) {
      wanted.add(visitor.column());
    }
    if (!new TreeSet<>(head).equals(wanted)) {
      throw new IllegalStateException("the columns must be " + wanted + ", not " + head);
    }
  }

  private static Row row(List<String> head, List<String> cells) {
    if (cells.size() != head.size()) {
      throw new IllegalStateException("a row of another length: " + cells);
    }
    Map<Visitor, String> visitors = new EnumMap<>(Visitor.class);
    for (Visitor visitor : Visitor.values()) {
      visitors.put(visitor, cells.get(head.indexOf(visitor.column())));
    }
    Set<Integer> letIn =
        List.of(cells.get(head.indexOf("let in")).split("/")).stream()
            .map(Integer::valueOf)
            .collect(Collectors.toSet());
    return new Row(cells.get(0), cells.get(1), cells.get(2), letIn, visitors);
  }
}
