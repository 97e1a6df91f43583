package dev.carillon.server.platform.logging;

import java.util.function.BooleanSupplier;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/** Writes the log as text or as JSON, whichever is asked for at the moment. */
public final class LogLines extends Formatter {

  private final BooleanSupplier json;
  private final Formatter text = new OneLine();
  private final Formatter object = new JsonLine();

  /**
   * A formatter.
   *
   * @param json whether it is JSON, now
   */
  public LogLines(BooleanSupplier json) {
    this.json = json;
  }

  @Override
  public String format(LogRecord entry) {
    return (json.getAsBoolean() ? object : text).format(entry);
  }
}
