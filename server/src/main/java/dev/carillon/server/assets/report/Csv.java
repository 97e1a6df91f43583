package dev.carillon.server.assets.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.server.platform.http.Response;
import java.io.ByteArrayOutputStream;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Rows as RFC 4180 says: a heading, commas, quotes where they are needed, CRLF. */
final class Csv implements Response.Pieces {

  private static final String LINE_END = "\r\n";
  private static final String FORMULA = "=+-@\t\r";
  private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+([.,][0-9]+)?");

  private final List<String> columns;
  private final Iterator<Map<String, Object>> rows;
  private boolean headed;

  /** The rows with these columns; values as people read them, several with commas between. */
  Csv(List<String> columns, Iterator<Map<String, Object>> rows) {
    this.columns = columns;
    this.rows = rows;
  }

  @Override
  public boolean next(ByteArrayOutputStream out) {
    if (!headed) {
      headed = true;
      out.writeBytes(line(columns.stream()));
    } else if (rows.hasNext()) {
      Map<String, Object> row = rows.next();
      out.writeBytes(line(columns.stream().map(column -> cell(row.getOrDefault(column, "")))));
    }
    return rows.hasNext();
  }

  private static byte[] line(Stream<String> cells) {
    return (cells.collect(Collectors.joining(",")) + LINE_END).getBytes(UTF_8);
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
