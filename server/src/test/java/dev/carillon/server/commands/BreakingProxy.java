package dev.carillon.server.commands;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Passes bytes on, both ways, until it is told to break all connections. */
final class BreakingProxy implements AutoCloseable {

  private final ServerSocket listener;
  private final int target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

  private BreakingProxy(ServerSocket listener, int target) {
    this.listener = listener;
    this.target = target;
  }

  static BreakingProxy to(int port) throws IOException {
    BreakingProxy proxy =
        new BreakingProxy(new ServerSocket(0, 100, InetAddress.ofLiteral("127.0.0.1")), port);
    Thread.ofVirtual().start(proxy::accept);
    return proxy;
  }

  String url() {
    return "http://127.0.0.1:" + listener.getLocalPort();
  }

  /** Resets every connection that stands; new ones are taken. How many ends that were. */
  int breakAll() throws IOException {
    int broken = 0;
    for (Socket socket : sockets) {
      try {
        socket.setSoLinger(true, 0);
        broken++;
      } catch (SocketException closedMeanwhile) {
        // then there is nothing to break
      }
      socket.close();
    }
    sockets.removeIf(Socket::isClosed);
    return broken;
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        Socket server = new Socket(InetAddress.ofLiteral("127.0.0.1"), target);
        sockets.add(client);
        sockets.add(server);
        Thread.ofVirtual().start(() -> pass(client, server));
        Thread.ofVirtual().start(() -> pass(server, client));
      }
    } catch (IOException closed) {
      // the test is over
    }
  }

  private static void pass(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException broken) {
      // so ends the other direction
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    breakAll();
  }
}
