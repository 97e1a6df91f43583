package dev.carillon.server.http.jetty;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ServerConnector;

/**
 * Cuts connections on which the head of a request drips in so slowly that it is never complete: the
 * idle time-out does not see them, since they are never idle.
 */
final class SlowHeads implements AutoCloseable {

  private final ServerConnector connector;
  private final Duration patience;
  private final Thread watch =
      Thread.ofPlatform().daemon().name("carillon-slow-heads").unstarted(this::run);
  private Map<EndPoint, Waiting> waiting = new HashMap<>();

  SlowHeads(ServerConnector connector, Duration patience) {
    this.connector = connector;
    this.patience = patience;
  }

  void start() {
    watch.start();
  }

  private void run() {
    Duration period = Duration.ofMillis(Math.max(patience.toMillis() / 6, 50));
    try {
      while (true) {
        Thread.sleep(period);
        look();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** How far a connection was when it last had nothing to say. */
  private record Waiting(long messages, long bytes, long since) {}

  private void look() {
    long now = System.nanoTime();
    Map<EndPoint, Waiting> next = new HashMap<>();
    for (EndPoint endPoint : connector.getConnectedEndPoints()) {
      Connection connection = endPoint.getConnection();
      if (connection == null || connection.getMessagesIn() != connection.getMessagesOut()) {
        continue;
      }
      Waiting fresh = new Waiting(connection.getMessagesIn(), connection.getBytesIn(), now);
      Waiting before = waiting.getOrDefault(endPoint, fresh);
      boolean idle = before.messages() != fresh.messages() || before.bytes() == fresh.bytes();
      if (idle) {
        next.put(endPoint, fresh);
      } else if (now - before.since() > patience.toNanos()) {
        endPoint.close();
      } else {
        next.put(endPoint, before);
      }
    }
    waiting = next;
  }

  @Override
  public void close() {
    watch.interrupt();
  }
}
