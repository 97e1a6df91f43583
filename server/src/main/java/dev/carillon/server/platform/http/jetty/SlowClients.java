package dev.carillon.server.platform.http.jetty;

import dev.carillon.server.platform.tasks.PeriodicTasks;
import java.time.Duration;
import java.util.List;
import org.eclipse.jetty.server.ServerConnector;

/** Looks again and again for connections that are never idle, but far too slow. */
final class SlowClients implements AutoCloseable {

  private static final int LOOKS_PER_TIMEOUT = 6;

  /** A response may be read slowly for so many times as long as a head may take. */
  private static final int READER_TIMEOUTS = 2;

  private final SlowHeads heads;
  private final SlowReaders readers;
  private final Duration period;
  private final PeriodicTasks tasks = new PeriodicTasks("carillon-slow-clients");

  /**
   * The clients of these.
   *
   * @param timeout how long the head of a request may take
   */
  SlowClients(List<ServerConnector> connectors, Duration timeout) {
    heads = new SlowHeads(connectors, timeout);
    readers =
        new SlowReaders(
            connectors, timeout.multipliedBy(READER_TIMEOUTS), LOOKS_PER_TIMEOUT * READER_TIMEOUTS);
    period = Duration.ofMillis(Math.max(timeout.toMillis() / LOOKS_PER_TIMEOUT, 50));
  }

  void start() {
    tasks.every(period, "looking for slow heads of requests", heads::look);
    tasks.every(period, "looking for slow readers", readers::look);
  }

  @Override
  public void close() {
    tasks.close();
  }
}
