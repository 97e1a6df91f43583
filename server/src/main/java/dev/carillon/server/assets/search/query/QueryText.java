package dev.carillon.server.assets.search.query;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of a query made fit for Lucene's parser: slashes are no regular expressions here, and a
 * value may begin with a minus.
 */
final class QueryText {

  private static final int LENGTH_MAX = 10 * 1024;
  private static final int NESTING_MAX = 50;
  private static final Pattern ID_FIELD = Pattern.compile("(?i)(?<![\\w.])(id|relatedTo):$");

  private final String raw;
  private final StringBuilder text = new StringBuilder();
  private int[] origin;
  private int depth;
  private int idDepth = Integer.MAX_VALUE;
  private boolean quoted;
  private boolean range;

  private QueryText(String raw) {
    this.raw = raw;
    this.origin = new int[raw.length() + 16];
  }

  /**
   * Prepares a query.
   *
   * @throws MalformedQuery if it is too long or too deeply nested
   */
  static QueryText of(String raw) {
    if (raw.length() > LENGTH_MAX) {
      throw new MalformedQuery(
          "The query has " + raw.length() + " characters; at most " + LENGTH_MAX + " are allowed");
    }
    QueryText result = new QueryText(raw);
    result.run();
    return result;
  }

  /** What the parser reads. */
  String text() {
    return text.toString();
  }

  /** The place in the query as it was written, of a place in {@link #text()}. */
  int origin(int position) {
    return position >= 0 && position < text.length() ? origin[position] : raw.length();
  }

  private void run() {
    for (int at = 0; at < raw.length(); at++) {
      char c = raw.charAt(at);
      if (c == '\\' && at + 1 < raw.length()) {
        copy(at++);
        copy(at);
      } else if (c == '"') {
        quoted = !quoted && !range;
        copy(at);
      } else {
        if (!quoted) {
          plain(c, at);
        }
        copy(at);
      }
    }
  }

  private void plain(char c, int at) {
    switch (c) {
      case '[', '{' -> range = true;
      case ']', '}' -> range = false;
      case '/' -> escape(at);
      case '(' -> open(at);
      case ')' -> close();
      case '-', '+', '!' -> {
        if (beginsValue(at)) {
          escape(at);
        }
      }
      default -> {}
    }
  }

  private void open(int at) {
    depth++;
    if (depth > NESTING_MAX) {
      throw new MalformedQuery(
          "The query is nested more than " + NESTING_MAX + " deep at character " + (at + 1));
    }
    Matcher field = ID_FIELD.matcher(raw.substring(Math.max(0, at - 20), at));
    if (field.find()) {
      idDepth = Math.min(idDepth, depth);
    }
  }

  private void close() {
    if (depth == idDepth) {
      idDepth = Integer.MAX_VALUE;
    }
    depth--;
  }

  /** Whether the sign at this place is the first character of a value, not an operator. */
  private boolean beginsValue(int at) {
    if (range || at == 0 || at + 1 == raw.length() || isBreak(raw.charAt(at + 1))) {
      return false;
    }
    char before = raw.charAt(at - 1);
    return before == ':' || (depth >= idDepth && raw.charAt(at) == '-' && isBreak(before));
  }

  private static boolean isBreak(char c) {
    return Character.isWhitespace(c) || c == '(' || c == ')' || c == '"';
  }

  private void escape(int at) {
    if (!range) {
      put('\\', at);
    }
  }

  private void copy(int at) {
    put(raw.charAt(at), at);
  }

  private void put(char c, int at) {
    if (text.length() == origin.length) {
      origin = Arrays.copyOf(origin, 2 * origin.length);
    }
    origin[text.length()] = at;
    text.append(c);
  }
}
