package dev.carillon.cli.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Rows in columns as wide as their widest cell; the last column is never padded. */
public final class Table {

  private final List<List<String>> rows = new ArrayList<>();

  /** A table without a heading. */
  public Table() {}

  /** A table under these headings. */
  public static Table of(String... headings) {
    Table table = new Table();
    table.rows.add(List.of(headings).stream().map(h -> h.toUpperCase(Locale.ROOT)).toList());
    return table;
  }

  /** Adds a row. */
  public Table row(List<String> cells) {
    rows.add(cells.stream().map(Screen::printable).toList());
    return this;
  }

  /** All of it, no line feed behind the last row. */
  public String text() {
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        String cell = row.get(column);
        line.append(cell);
        if (column < row.size() - 1) {
          line.append(" ".repeat(width(column) - cell.length() + 2));
        }
      }
      lines.add(line.toString().stripTrailing());
    }
    return String.join("\n", lines);
  }

  private int width(int column) {
    return rows.stream()
        .filter(row -> column < row.size())
        .mapToInt(row -> row.get(column).length())
        .max()
        .orElse(0);
  }
}
