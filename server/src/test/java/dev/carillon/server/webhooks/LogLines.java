package dev.carillon.server.webhooks;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** The lines that the engine's log gets while this is open. */
final class LogLines extends Handler implements AutoCloseable {

  private final Logger logger = Logger.getLogger("carillon.deliveries");
  private final List<LogRecord> records = new CopyOnWriteArrayList<>();

  static LogLines capture() {
    LogLines lines = new LogLines();
    lines.logger.addHandler(lines);
    return lines;
  }

  List<String> warnings() {
    return records.stream()
        .filter(line -> line.getLevel().equals(Level.WARNING))
        .map(new SimpleFormatter()::formatMessage)
        .toList();
  }

  @Override
  public void publish(LogRecord line) {
    records.add(line);
  }

  @Override
  public void flush() {
    // nothing is held back
  }

  @Override
  public void close() {
    logger.removeHandler(this);
  }
}
