package dev.carillon.server.observe;

import dev.carillon.server.http.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/**
 * How structured lines of the log are written: as logfmt ({@code key=value key="two words"}) or as
 * one JSON object, whichever is asked for at the moment.
 *
 * @param json whether it is JSON
 */
public record LogStyle(BooleanSupplier json) {

  /** Always logfmt. */
  public static final LogStyle LOGFMT = new LogStyle(() -> false);

  private static final Pattern PLAIN = Pattern.compile("[^\\s\"=\\p{Cntrl}]+");

  /** The line, without an end. */
  String line(LogFields fields) {
    return json.getAsBoolean()
        ? new String(Json.write(fields.all()), StandardCharsets.UTF_8)
        : logfmt(fields);
  }

  private static String logfmt(LogFields fields) {
    StringBuilder line = new StringBuilder(300);
    for (Map.Entry<String, Object> field : fields.all().entrySet()) {
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
