package dev.carillon.server.faults.overload;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One kept-alive connection to a server: as cheap a client as there can be. */
final class Connection implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 60_000;

  private final Socket socket;
  private final InputStream in;
  private final String authorization;

  Connection(int port, String authorization) throws IOException {
    this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
    this.authorization = authorization;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  /** Sends a form and reads the whole answer. */
  Reply post(String path, String form) throws IOException {
    String request =
        "POST "
            + path
            + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: "
            + authorization
            + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "
            + form.length()
            + "\r\n\r\n"
            + form;
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return reply();
  }

  private Reply reply() throws IOException {
    int status = Integer.parseInt(line().substring(9, 12));
    int length = 0;
    int retryAfter = 0;
    for (String line = line(); !line.isEmpty(); line = line()) {
      String lower = line.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring(15).strip());
      } else if (lower.startsWith("retry-after:")) {
        retryAfter = Integer.parseInt(lower.substring(12).strip());
      }
    }
    String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    return new Reply(status, retryAfter, body);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder(80);
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the server closed the connection");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /**
   * What was answered.
   *
   * @param retryAfter seconds; 0 = it was not said
   */
  record Reply(int status, int retryAfter, String body) {

    boolean accepted() {
      return status / 100 == 2;
    }

    /** Refused for now, and told when to come again. */
    boolean refused() {
      return (status == 429 || status == 503) && retryAfter > 0;
    }
  }
}
