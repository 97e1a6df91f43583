package dev.carillon.bench.receiver;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The process that answers 200 to everything and counts ids, on one thread. It obeys single letters
 * on its standard input, as {@link RunningReceiver} sends them, and ends with that input.
 */
public final class Receiver {

  static final int TIME = 't';
  static final int COUNT = 'c';
  static final int REPORT = 'r';
  static final int ANSWERED = 'a';
  static final int RELEASE = 'h';
  static final int CONNECTIONS = 'n';

  /** So many ids in a round that the table seldom grows while it is measured. */
  private static final int ROOM = 1 << 20;

  private final byte[] marker;
  private final Selector selector;
  private final ServerSocketChannel listener;
  private final DataOutputStream out;
  private final List<Inbound> connections = new ArrayList<>();
  private final Tally tally = new Tally(ROOM);
  private final Queue<Integer> commands = new ConcurrentLinkedQueue<>();

  private Receiver(byte[] marker, DataOutputStream out) throws IOException {
    this.marker = marker;
    this.out = out;
    this.selector = Selector.open();
    this.listener = ServerSocketChannel.open();
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4096);
    listener.configureBlocking(false);
    listener.register(selector, SelectionKey.OP_ACCEPT);
  }

  /**
   * Runs until the standard input ends.
   *
   * @param arguments what stands right before an id, in lower case
   */
  public static void main(String[] arguments) throws IOException {
    DataOutputStream out = new DataOutputStream(new BufferedOutputStream(System.out, 1 << 16));
    Receiver receiver = new Receiver(arguments[0].getBytes(StandardCharsets.US_ASCII), out);
    Thread.ofPlatform().daemon().start(receiver::listen);
    receiver.serve();
  }

  private void listen() {
    try {
      for (int command = System.in.read(); command >= 0; command = System.in.read()) {
        commands.add(command);
        selector.wakeup();
      }
    } catch (IOException broken) {
      // the parent is gone
    }
    System.exit(0);
  }

  private void serve() throws IOException {
    out.writeInt(listener.socket().getLocalPort());
    out.flush();
    while (true) {
      selector.select(this::ready);
      for (Integer command = commands.poll(); command != null; command = commands.poll()) {
        obey(command);
      }
    }
  }

  private void ready(SelectionKey key) {
    if (key.isAcceptable()) {
      accept();
    } else {
      read(key, (Inbound) key.attachment());
    }
  }

  private void accept() {
    try {
      SocketChannel channel = listener.accept();
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      Inbound connection = new Inbound(channel, marker, tally);
      connections.add(connection);
      channel.register(selector, SelectionKey.OP_READ, connection);
    } catch (IOException gone) {
      System.err.println("receiver: " + gone);
    }
  }

  private void read(SelectionKey key, Inbound connection) {
    try {
      if (connection.read()) {
        return;
      }
    } catch (IOException | IllegalArgumentException wrong) {
      // an idle connection may be reset; the rest is told, and its ids show as lost
      if (!connection.idle()) {
        System.err.println("receiver: " + wrong);
      }
    }
    key.cancel();
    connections.remove(connection);
    try {
      key.channel().close();
    } catch (IOException gone) {
      System.err.println("receiver: " + gone);
    }
  }

  private void obey(int command) throws IOException {
    switch (command) {
      case TIME -> out.writeLong(System.nanoTime());
      case COUNT -> out.writeLong(tally.total());
      case ANSWERED -> out.writeLong(tally.total() - hung());
      case CONNECTIONS -> out.writeInt(connections.size());
      case RELEASE -> {
        for (Inbound connection : List.copyOf(connections)) {
          connection.release();
        }
        out.writeInt(connections.size());
      }
      case REPORT -> report();
      default -> throw new IOException("no such command: " + command);
    }
    out.flush();
  }

  private long hung() {
    return connections.stream().filter(Inbound::hung).count();
  }

  /** All ids, after which counting begins anew. */
  private void report() throws IOException {
    out.writeInt(tally.size());
    tally.each(
        (high, low, count, nanos) -> {
          out.writeLong(high);
          out.writeLong(low);
          out.writeInt(count);
          out.writeLong(nanos);
        });
    tally.clear();
  }
}
