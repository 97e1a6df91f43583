package dev.carillon.server.platform.http.jetty;

import dev.carillon.server.platform.tasks.PeriodicTasks;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.io.EndPoint;
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

  /**
   * Cuts connections whose reader takes less than 1 kB a second of what waits for it: the idle
   * timeout does not see who takes a little now and then, and keeps the memory of his response.
   */
  private static final class SlowReaders {

    private static final System.Logger LOG = System.getLogger(SlowClients.class.getName());
    private static final long BYTES_PER_SECOND = 1024;
    private static final long LOGGED_EVERY_NANOS = 60_000_000_000L;

    private final List<ServerConnector> connectors;
    private final int looksInSpan;
    private final long leastBytes;
    private Map<EndPoint, Span> spans = new HashMap<>();
    private long cut;
    private long logged = System.nanoTime() - LOGGED_EVERY_NANOS;

    /**
     * The readers of these.
     *
     * @param span how long a reader may be too slow
     * @param looksInSpan how often {@link #look} is called in that time: it is counted so, since a
     *     machine that stood still is not the reader's slowness
     */
    SlowReaders(List<ServerConnector> connectors, Duration span, int looksInSpan) {
      this.connectors = List.copyOf(connectors);
      this.looksInSpan = looksInSpan;
      this.leastBytes = span.toMillis() * BYTES_PER_SECOND / 1000;
    }

    /** What a connection had taken when it was first seen to wait, and how often it has since. */
    private record Span(long taken, int looks) {}

    void look() {
      Map<EndPoint, Span> next = new HashMap<>();
      for (ServerConnector connector : connectors) {
        for (EndPoint endPoint : connector.getConnectedEndPoints()) {
          if (endPoint instanceof WatchedEndPoint watched && watched.waits()) {
            look(watched, next);
          }
        }
      }
      spans = next;
    }

    private void look(WatchedEndPoint reader, Map<EndPoint, Span> next) {
      Span begun = spans.getOrDefault(reader, new Span(reader.taken(), 0));
      if (reader.taken() - begun.taken() >= leastBytes) {
        next.put(reader, new Span(reader.taken(), 1));
      } else if (begun.looks() >= looksInSpan) {
        cut(reader);
      } else {
        next.put(reader, new Span(begun.taken(), begun.looks() + 1));
      }
    }

    private void cut(WatchedEndPoint reader) {
      cut++;
      long now = System.nanoTime();
      if (now - logged > LOGGED_EVERY_NANOS) {
        logged = now;
        LOG.log(
            Level.WARNING,
            ("The connection of %s was closed: it read less than 1 kB per second of its"
                    + " response (%s closed for this reason since the start)")
                .formatted(reader.getRemoteSocketAddress(), cut));
      }
      reader.close(new IOException("its reader read less than 1 kB per second"));
    }
  }
}
