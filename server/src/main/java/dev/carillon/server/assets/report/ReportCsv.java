package dev.carillon.server.assets.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.server.platform.http.Csv;
import dev.carillon.server.platform.http.Response;
import java.io.ByteArrayOutputStream;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A report as a table: a heading, then a line for each asset. */
final class ReportCsv implements Response.Pieces {

  private final List<String> columns;
  private final Iterator<Map<String, Object>> rows;
  private boolean headed;

  /** The rows with these columns; values as people read them, several with commas between. */
  ReportCsv(List<String> columns, Iterator<Map<String, Object>> rows) {
    this.columns = columns;
    this.rows = rows;
  }

  @Override
  public boolean next(ByteArrayOutputStream out) {
    if (!headed) {
      headed = true;
      out.writeBytes(Csv.line(columns).getBytes(UTF_8));
    } else if (rows.hasNext()) {
      Map<String, Object> row = rows.next();
      List<Object> cells =
          columns.stream().map(column -> readable(row.getOrDefault(column, ""))).toList();
      out.writeBytes(Csv.line(cells).getBytes(UTF_8));
    }
    return rows.hasNext();
  }

  private static Object readable(Object value) {
    return switch (value) {
      case Map<?, ?> pair -> String.valueOf(pair.get("formatted"));
      case List<?> list when list.size() == 1 -> readable(list.getFirst());
      case List<?> list -> list.stream().map(String::valueOf).collect(Collectors.joining(", "));
      default -> value;
    };
  }
}
