package dev.carillon.server.platform.logging;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What one line of the log says, field by field. Empty fields are left out. It is the parameter of
 * a message {@code {0}}: as text it is logfmt ({@code key=value key="two words"}), and where the
 * log is JSON its fields stand beside the others.
 */
public final class LogFields {

  /** The message of a line that consists of fields. */
  public static final String MESSAGE = "{0}";

  private static final Pattern PLAIN = Pattern.compile("[^\\s\"=\\p{Cntrl}]+");

  private final String message;
  private final Map<String, Object> fields = new LinkedHashMap<>();

  /** No fields yet. */
  public LogFields(String message) {
    this.message = message;
  }

  public LogFields with(String name, String value) {
    if (!value.isEmpty()) {
      fields.put(name, value);
    }
    return this;
  }

  public LogFields with(String name, long value) {
    fields.put(name, value);
    return this;
  }

  /** What the line is about, where that does not go without saying. */
  String message() {
    return message;
  }

  Map<String, Object> all() {
    return fields;
  }

  @Override
  public String toString() {
    StringBuilder line = new StringBuilder(300);
    for (Map.Entry<String, Object> field : fields.entrySet()) {
      if (!line.isEmpty()) {
        line.append(' ');
      }
      String value = field.getValue().toString();
      line.append(field.getKey()).append('=');
      if (PLAIN.matcher(value).matches()) {
        line.append(value);
      } else {
        line.append('"').append(printable(value)).append('"');
      }
    }
    return line.toString();
  }

  /** A receiver's text must not write lines of our log. */
  private static String printable(String text) {
    return text.replaceAll("[\\p{Cntrl}\"\u2028\u2029]", " ");
  }
}
