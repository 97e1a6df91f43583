package dev.carillon.server.platform.http;

import dev.carillon.hooks.event.Ids;

/** A text as a cell of a table (RFC 4180) that a spreadsheet can open without harm. */
public final class CsvCell {

  /** With one of these at its beginning a spreadsheet takes a cell for a formula. */
  private static final String FORMULA = "=+-@\t\r\n";

  private CsvCell() {}

  /** A formula becomes a text, what separates cells is quoted, ids stay. */
  public static String of(String text) {
    boolean formula = !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0 && !Ids.valid(text);
    String safe = formula ? "'" + text : text;
    boolean quoted = safe.chars().anyMatch(c -> c == '"' || c == ',' || c == '\r' || c == '\n');
    return quoted ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
  }
}
