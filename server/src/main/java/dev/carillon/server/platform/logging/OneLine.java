package dev.carillon.server.platform.logging;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneId;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/**
 * Writes each message of the log as one line, and what a failure says below it with an indent:
 * messages and failures repeat what strangers sent, which must not look like lines of the log.
 */
public final class OneLine extends Formatter {

  /** Made by the name that stands in {@code logging.properties}. */
  public OneLine() {}

  @Override
  public String format(LogRecord entry) {
    String line =
        "%1$tFT%1$tT.%1$tL%1$tz %2$s %3$s %4$s%n"
            .formatted(
                entry.getInstant().atZone(ZoneId.systemDefault()),
                entry.getLevel().getLocalizedName(),
                entry.getLoggerName(),
                cleaned(formatMessage(entry)));
    Throwable thrown = entry.getThrown();
    return thrown == null ? line : line + indented(thrown);
  }

  private static String indented(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    StringBuilder lines = new StringBuilder();
    text.toString()
        .lines()
        .forEach(each -> lines.append("  ").append(cleaned(each)).append(System.lineSeparator()));
    return lines.toString();
  }

  private static String cleaned(String text) {
    return text.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}&&[^\t]]", "?");
  }
}
