package dev.carillon.server.platform.logging;

import dev.carillon.server.platform.http.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * Writes each message of the log as one JSON object on a line, from any logger: {@code time},
 * {@code level}, {@code logger}, {@code message}; of a failure {@code error} and {@code stack}; the
 * fields of structured lines beside them. Only ASCII, so that no encoding and no separator of lines
 * in a text can break it.
 */
public final class JsonLine extends Formatter {

  /** A formatter; it holds nothing. */
  public JsonLine() {}

  @Override
  public String format(LogRecord entry) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put(
        "time",
        DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
            entry.getInstant().truncatedTo(ChronoUnit.MILLIS).atZone(ZoneId.systemDefault())));
    line.put("level", level(entry.getLevel().intValue()));
    line.put("logger", String.valueOf(entry.getLoggerName()));
    if (fields(entry) instanceof LogFields structured) {
      line.put("message", structured.message());
      line.putAll(structured.all());
    } else {
      line.put("message", String.valueOf(formatMessage(entry)));
    }
    Throwable thrown = entry.getThrown();
    if (thrown != null) {
      line.put("error", thrown.toString());
      line.put("stack", stack(thrown));
    }
    return ascii(new String(Json.write(line), StandardCharsets.UTF_8)) + System.lineSeparator();
  }

  private static String level(int value) {
    if (value >= Level.SEVERE.intValue()) {
      return "error";
    }
    if (value >= Level.WARNING.intValue()) {
      return "warning";
    }
    return value >= Level.INFO.intValue() ? "info" : "debug";
  }

  private static Object fields(LogRecord entry) {
    Object[] parameters = entry.getParameters();
    return LogFields.MESSAGE.equals(entry.getMessage())
            && parameters != null
            && parameters.length == 1
        ? parameters[0]
        : "";
  }

  private static String stack(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  /** In JSON only strings can hold other characters, and may write any as its code. */
  private static String ascii(String json) {
    StringBuilder line = new StringBuilder(json.length() + 16);
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (c < 0x7f) {
        line.append(c);
      } else {
        line.append("\\u%04x".formatted((int) c));
      }
    }
    return line.toString();
  }
}
