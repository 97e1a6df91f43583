package dev.carillon.server.addressguard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Listens on every address of this machine, and remembers at which of them somebody came. */
final class Canary implements AutoCloseable {

  private static final byte[] ANSWER =
      "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final List<InetAddress> hits = new CopyOnWriteArrayList<>();
  private final ServerSocket listener;

  Canary() {
    try {
      listener = new ServerSocket(0, 500);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    Thread.ofVirtual().start(this::listen);
  }

  private void listen() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        hits.add(socket.getLocalAddress());
        Thread.ofVirtual().start(() -> answer(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private static void answer(Socket socket) {
    try (socket) {
      socket.getInputStream().read(new byte[65_536]);
      socket.getOutputStream().write(ANSWER);
    } catch (IOException gone) {
      // it had come all the same
    }
  }

  int port() {
    return listener.getLocalPort();
  }

  List<InetAddress> hits() {
    return hits;
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
