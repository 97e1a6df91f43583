package dev.carillon.server.platform.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of a file with {@code key=value} lines and {@code #} comments. There are no escapes and
 * no continued lines; white space around key and value does not count.
 */
record PropertyFile(String text) {

  private static final Pattern ASSIGNMENT = Pattern.compile("\\s*([^#=\\s][^=]*?)\\s*=(.*)");
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /** One line that says something: {@code key=value}, or something else. */
  sealed interface Line {
    /** Its number, from 1. */
    int number();

    record Assignment(int number, String key, String value) implements Line {}

    record Odd(int number, String text) implements Line {}
  }

  /** A file in which each property is explained and its default stands as a comment. */
  static PropertyFile shipped(String heading, List<Property<?>> properties) {
    StringBuilder text = new StringBuilder();
    heading.lines().forEach(line -> comment(text, line));
    for (Property<?> property : properties) {
      text.append('\n');
      property.meaning().forEach(line -> comment(text, line));
      comment(text, "Allowed: " + property.type().allowed() + ".");
      text.append('#').append(property.key()).append('=').append(property.standard()).append('\n');
    }
    return new PropertyFile(text.toString());
  }

  private static void comment(StringBuilder text, String line) {
    text.append("# ").append(line).append('\n');
  }

  /** The lines that are neither empty nor comments. */
  List<Line> lines() {
    List<String> all = split();
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      String line = all.get(i).replace(BYTE_ORDER_MARK, "").strip();
      Matcher assignment = ASSIGNMENT.matcher(line);
      if (assignment.matches()) {
        lines.add(new Line.Assignment(i + 1, assignment.group(1), assignment.group(2).strip()));
      } else if (!line.isEmpty() && !line.startsWith("#")) {
        lines.add(new Line.Odd(i + 1, line));
      }
    }
    return lines;
  }

  /**
   * The same file with another value: in the key's own line, else below the comment that shows its
   * default, else at the end. Everything else stays.
   */
  PropertyFile with(String key, String value) {
    List<String> all = new ArrayList<>(split());
    String end = text.contains("\r\n") ? "\r" : "";
    String line = key + "=" + value + end;
    Pattern comment = Pattern.compile("\\s*#\\s*" + Pattern.quote(key) + "\\s*=.*\\s*");
    int own = lastAssignment(key);
    int shown = last(all, comment);
    if (own >= 0) {
      all.set(own, line);
    } else if (shown >= 0) {
      all.add(shown + 1, line);
    } else if (all.getLast().isEmpty()) {
      all.add(all.size() - 1, line);
    } else {
      all.addAll(List.of(line, ""));
    }
    return new PropertyFile(String.join("\n", all));
  }

  /** The same file without any line that sets this key. Everything else stays. */
  PropertyFile without(String key) {
    List<String> all = new ArrayList<>(split());
    for (Line line : lines().reversed()) {
      if (line instanceof Line.Assignment(int number, String name, String value)
          && name.equals(key)) {
        all.remove(number - 1);
      }
    }
    return new PropertyFile(String.join("\n", all));
  }

  private int lastAssignment(String key) {
    int found = -1;
    for (Line line : lines()) {
      if (line instanceof Line.Assignment(int number, String name, String value)
          && name.equals(key)) {
        found = number - 1;
      }
    }
    return found;
  }

  private static int last(List<String> lines, Pattern pattern) {
    for (int i = lines.size() - 1; i >= 0; i--) {
      if (pattern.matcher(lines.get(i)).matches()) {
        return i;
      }
    }
    return -1;
  }

  private List<String> split() {
    return Arrays.asList(text.split("\n", -1));
  }
}
