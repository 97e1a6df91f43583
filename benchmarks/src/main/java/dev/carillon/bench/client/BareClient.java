package dev.carillon.bench.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** One thread, one selector, some connections, on each one request at a time. */
public final class BareClient implements AutoCloseable {

  private final Selector selector;
  private final List<Outbound> connections = new ArrayList<>();
  private int inFlight;
  private int turn;

  /** A client with so many connections to one place, all open when this returns. */
  public BareClient(InetSocketAddress target, int connectionCount) throws IOException {
    this.selector = Selector.open();
    for (int i = 0; i < connectionCount; i++) {
      SocketChannel channel = SocketChannel.open(target);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.configureBlocking(false);
      Outbound connection = new Outbound(i, channel);
      connections.add(connection);
      channel.register(selector, SelectionKey.OP_READ, connection);
    }
  }

  /**
   * Sends until the traffic is over and everything is answered.
   *
   * @throws IOException if a connection broke or an answer cannot be read
   */
  public void run(Traffic traffic) throws IOException {
    try {
      while (true) {
        long now = System.nanoTime();
        boolean over = traffic.over(now);
        if (over && inFlight == 0) {
          return;
        }
        if (!over && inFlight < connections.size()) {
          startIdle(traffic, now);
        }
        if (traffic.paced() || inFlight == 0) {
          selector.select(key -> ready(key, traffic), 1);
        } else {
          selector.select(key -> ready(key, traffic));
        }
      }
    } catch (UncheckedIOException broken) {
      throw broken.getCause();
    }
  }

  /** In turn: a server closes connections that nobody uses for long. */
  private void startIdle(Traffic traffic, long now) throws IOException {
    int count = connections.size();
    int from = turn;
    for (int i = 0; i < count; i++) {
      Outbound connection = connections.get((from + i) % count);
      if (!connection.busy()) {
        if (!start(connection, traffic, now)) {
          return;
        }
        turn = (from + i + 1) % count;
      }
    }
  }

  private boolean start(Outbound connection, Traffic traffic, long now) throws IOException {
    if (!traffic.next(connection.number(), connection.request(), now)) {
      return false;
    }
    connection.send();
    inFlight++;
    return true;
  }

  private void ready(SelectionKey key, Traffic traffic) {
    Outbound connection = (Outbound) key.attachment();
    try {
      if (!connection.answered()) {
        return;
      }
      inFlight--;
      long now = System.nanoTime();
      traffic.answered(connection.number(), connection.status(), connection.body(), now);
      if (!traffic.over(now)) {
        start(connection, traffic, now);
      }
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  @Override
  public void close() throws IOException {
    for (Outbound connection : connections) {
      connection.close();
    }
    selector.close();
  }
}
