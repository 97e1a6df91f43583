package dev.carillon.server.platform.http.jetty;

import java.util.Map;

/** A piece of a route's path: a text, or a variable that may have text around it. */
record RouteSegment(String before, String variable, String after) {

  static RouteSegment of(String piece) {
    int open = piece.indexOf('{');
    int close = piece.indexOf('}');
    return open < 0 || close < open
        ? new RouteSegment(piece, "", "")
        : new RouteSegment(
            piece.substring(0, open), piece.substring(open + 1, close), piece.substring(close + 1));
  }

  boolean fits(String piece, Map<String, String> variables) {
    if (variable.isEmpty()) {
      return piece.equals(before);
    }
    boolean fits =
        piece.length() > before.length() + after.length()
            && piece.startsWith(before)
            && piece.endsWith(after);
    if (fits) {
      variables.put(variable, piece.substring(before.length(), piece.length() - after.length()));
    }
    return fits;
  }
}
