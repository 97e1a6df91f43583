package dev.carillon.server.asset.report;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Rows as RFC 4180 says: a heading, commas, quotes where they are needed, CRLF. */
final class Csv {

  private static final String LINE_END = "\r\n";
  private static final String FORMULA = "=+-@\t\r";
  private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+([.,][0-9]+)?");

  private Csv() {}

  /** The rows with these columns; values as people read them, several with commas between. */
  static String of(List<String> columns, List<Map<String, Object>> rows) {
    StringBuilder csv = new StringBuilder(String.join(",", columns)).append(LINE_END);
    for (Map<String, Object> row : rows) {
      csv.append(
              columns.stream()
                  .map(column -> cell(row.getOrDefault(column, "")))
                  .collect(Collectors.joining(",")))
          .append(LINE_END);
    }
    return csv.toString();
  }

  /**
   * A text that a spreadsheet would take for a formula gets an apostrophe in front, by which
   * spreadsheets know texts. Numbers stay numbers.
   */
  private static String cell(Object value) {
    String text = text(value);
    boolean formula = !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0;
    boolean number = value instanceof Number || NUMBER.matcher(text).matches();
    return quoted(formula && !number ? "'" + text : text);
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
