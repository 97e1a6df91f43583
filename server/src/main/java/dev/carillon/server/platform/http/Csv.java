package dev.carillon.server.platform.http;

import dev.carillon.hooks.event.Ids;
import java.util.List;
import java.util.stream.Collectors;

/** Lines of a table (RFC 4180) that a spreadsheet can open without harm. */
public final class Csv {

  /** With one of these in front, of either width, a spreadsheet takes a text for a formula. */
  private static final String FORMULA = "=+-@＝＋－＠";

  private static final String CONTROL = "\t\r\n";
  private static final String QUOTED = "\",;\t\r\n";

  private Csv() {}

  /** A line with its end. A {@link Number} stays a number, all else is text. */
  public static String line(List<?> cells) {
    return cells.stream().map(Csv::cell).collect(Collectors.joining(",", "", "\r\n"));
  }

  /**
   * A text that a spreadsheet would take for a formula gets an apostrophe in front; one with what
   * separates cells, in any country, is quoted. Ids stay as they are.
   */
  private static String cell(Object value) {
    String text = String.valueOf(value);
    String safe = value instanceof Number || Ids.valid(text) || !formula(text) ? text : "'" + text;
    boolean quoted = safe.chars().anyMatch(c -> QUOTED.indexOf(c) >= 0);
    return quoted ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
  }

  /** Some spreadsheets pass over blanks in front. */
  private static boolean formula(String text) {
    String stripped = text.stripLeading();
    return (!text.isEmpty() && CONTROL.indexOf(text.charAt(0)) >= 0)
        || (!stripped.isEmpty() && FORMULA.indexOf(stripped.charAt(0)) >= 0);
  }
}
