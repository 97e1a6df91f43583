package dev.carillon.server.asset.report;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Rows as RFC 4180 says: a heading, commas, quotes where they are needed, CRLF. */
final class Csv {

  private static final String LINE_END = "\r\n";

  private Csv() {}

  /** The rows with these columns; values as people read them, several with commas between. */
  static String of(List<String> columns, List<Map<String, Object>> rows) {
    StringBuilder csv = new StringBuilder(String.join(",", columns)).append(LINE_END);
    for (Map<String, Object> row : rows) {
      csv.append(
              columns.stream()
                  .map(column -> quoted(text(row.getOrDefault(column, ""))))
                  .collect(Collectors.joining(",")))
          .append(LINE_END);
    }
    return csv.toString();
  }

  private static String text(Object value) {
    return switch (value) {
      case Map<?, ?> pair -> String.valueOf(pair.get("formatted"));
      case List<?> list -> list.stream().map(String::valueOf).collect(Collectors.joining(", "));
      default -> String.valueOf(value);
    };
  }

  private static String quoted(String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
    return plain ? text : "\"" + text.replace("\"", "\"\"") + "\"";
  }
}
