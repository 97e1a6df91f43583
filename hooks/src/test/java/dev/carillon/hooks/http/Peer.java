package dev.carillon.hooks.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.carillon.hooks.delivery.SignedRequest;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.http.address.AddressGuard;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** A receiver that does one step at a time, when a test says so, and pools that may dial it. */
final class Peer implements AutoCloseable {

  static final AddressGuard LOOPBACK = new AddressGuard(AddressGuard.LOOPBACK, Set.of());

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
  private static final InetAddress ADDRESS = InetAddress.getLoopbackAddress();
  private static final int LOOPS = 2;
  private static final int PATIENCE_MILLIS = 10_000;

  private final ServerSocket listener;

  Peer() throws IOException {
    listener = new ServerSocket(0, 50, ADDRESS);
    listener.setSoTimeout(PATIENCE_MILLIS);
  }

  /** A pool within these limits, which finds every name on this machine. */
  static ConnectionPool pool(HttpSettings.Limits limits) {
    HttpSettings standard = HttpSettings.standard();
    return new ConnectionPool(
        (host, deadline) -> List.of(ADDRESS),
        () -> LOOPBACK,
        new HttpSettings(
            standard.connectTimeout(), limits, standard.tls(), standard.outbound(), LOOPS));
  }

  SignedRequest request() {
    String url = "http://127.0.0.1:" + listener.getLocalPort() + "/";
    return new SignedRequest(url, List.of(), Payload.of("{}"), Duration.ofSeconds(30));
  }

  Socket accept() throws IOException {
    Socket socket = listener.accept();
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  /** Waits for a request. */
  static void awaitRequest(Socket socket) throws IOException {
    if (socket.getInputStream().read(new byte[4096]) <= 0) {
      throw new IOException("no request");
    }
  }

  static void response(Socket socket) throws IOException {
    socket.getOutputStream().write(OK.getBytes(US_ASCII));
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
