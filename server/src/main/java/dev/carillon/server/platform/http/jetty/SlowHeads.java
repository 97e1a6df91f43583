package dev.carillon.server.platform.http.jetty;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;

/**
 * Cuts connections on which the head of a request drips in so slowly that it is never complete: the
 * idle timeout does not see them, since they are never idle.
 */
final class SlowHeads {

  private final List<ServerConnector> connectors;
  private final Duration timeout;
  private Map<EndPoint, Waiting> waiting = new HashMap<>();

  SlowHeads(List<ServerConnector> connectors, Duration timeout) {
    this.connectors = List.copyOf(connectors);
    this.timeout = timeout;
  }

  /** How far a connection was when it last had nothing to say. */
  private record Waiting(long messages, long bytes, long since) {}

  void look() {
    long now = System.nanoTime();
    Map<EndPoint, Waiting> next = new HashMap<>();
    for (EndPoint endPoint : endPoints()) {
      Connection connection = spoken(endPoint.getConnection());
      if (connection == null || connection.getMessagesIn() != connection.getMessagesOut()) {
        continue;
      }
      Waiting fresh = new Waiting(connection.getMessagesIn(), connection.getBytesIn(), now);
      Waiting before = waiting.getOrDefault(endPoint, fresh);
      boolean idle = before.messages() != fresh.messages() || before.bytes() == fresh.bytes();
      if (idle) {
        next.put(endPoint, fresh);
      } else if (now - before.since() > timeout.toNanos()) {
        endPoint.close();
      } else {
        next.put(endPoint, before);
      }
    }
    waiting = next;
  }

  private List<EndPoint> endPoints() {
    return connectors.stream()
        .flatMap(connector -> connector.getConnectedEndPoints().stream())
        .toList();
  }

  /** What is inside of TLS: that counts requests. */
  private static @Nullable Connection spoken(@Nullable Connection connection) {
    return connection instanceof SslConnection tls
        ? tls.getSslEndPoint().getConnection()
        : connection;
  }
}
