package dev.carillon.server.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What a class writes to the log from now on, until this is closed. */
public final class LoggedMessages extends Handler implements AutoCloseable {

  private final List<String> messages = new CopyOnWriteArrayList<>();
  private final Logger log;

  private LoggedMessages(Logger log) {
    this.log = log;
  }

  /** What this class writes. */
  public static LoggedMessages of(Class<?> type) {
    LoggedMessages messages = new LoggedMessages(Logger.getLogger(type.getName()));
    messages.log.addHandler(messages);
    return messages;
  }

  /** All of them so far, the oldest first. */
  public List<String> all() {
    return List.copyOf(messages);
  }

  @Override
  public void publish(LogRecord entry) {
    messages.add(new SimpleFormatter().formatMessage(entry));
  }

  @Override
  public void flush() {
    // nothing is held back
  }

  @Override
  public void close() {
    log.removeHandler(this);
  }
}
