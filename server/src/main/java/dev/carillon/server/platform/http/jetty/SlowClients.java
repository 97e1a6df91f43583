package dev.carillon.server.platform.http.jetty;

import dev.carillon.server.platform.tasks.PeriodicTasks;
import java.time.Duration;
import java.util.List;
import org.eclipse.jetty.server.ServerConnector;

/** Looks again and again for connections that are never idle and never get anywhere. */
final class SlowClients implements AutoCloseable {

  private static final int LOOKS_IN_PATIENCE = 6;

  /** A response may be read slowly for so many times as long as a head may take. */
  private static final int READER_PATIENCE = 2;

  private final SlowHeads heads;
  private final SlowReaders readers;
  private final Duration period;
  private final PeriodicTasks tasks = new PeriodicTasks("carillon-slow-clients");

  /**
   * The clients of these.
   *
   * @param patience how long the head of a request may take
   */
  SlowClients(List<ServerConnector> connectors, Duration patience) {
    heads = new SlowHeads(connectors, patience);
    readers =
        new SlowReaders(
            connectors,
            patience.multipliedBy(READER_PATIENCE),
            LOOKS_IN_PATIENCE * READER_PATIENCE);
    period = Duration.ofMillis(Math.max(patience.toMillis() / LOOKS_IN_PATIENCE, 50));
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
