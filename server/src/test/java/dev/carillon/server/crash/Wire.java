package dev.carillon.server.crash;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/** One kept-alive connection to the API. Cheap, so that the load is the server's. */
final class Wire implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** A server takes longer to start again, so what was used just now is no connection of before. */
  private static final long FRESH_NANOS = Duration.ofMillis(300).toNanos();

  private final Socket socket;
  private final InputStream in;
  private long usedAt = System.nanoTime();
  private boolean open = true;

  private Wire(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  static Wire to(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout((int) PATIENCE.toMillis());
    return new Wire(socket);
  }

  /** Whether another request may be sent. */
  boolean usable() {
    return open && System.nanoTime() - usedAt < FRESH_NANOS;
  }

  /** Sends a request and waits for its answer. */
  Client.Answer exchange(byte[] request) throws IOException {
    socket.getOutputStream().write(request);
    int status = Integer.parseInt(line().split(" ", -1)[1]);
    long length = -1;
    boolean chunked = false;
    for (String line = line(); !line.isEmpty(); line = line()) {
      String header = line.toLowerCase(Locale.ROOT);
      if (header.startsWith("content-length:")) {
        length = Long.parseLong(header.substring(header.indexOf(':') + 1).strip());
      } else if (header.startsWith("transfer-encoding:")) {
        chunked = true;
      } else if (header.equals("connection: close")) {
        open = false;
      }
    }
    String body = chunked ? chunks() : bytes(status == 204 ? 0 : length);
    usedAt = System.nanoTime();
    return new Client.Answer(status, body);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private String chunks() throws IOException {
    StringBuilder body = new StringBuilder();
    for (long size = Long.parseLong(line(), 16); size > 0; size = Long.parseLong(line(), 16)) {
      body.append(bytes(size));
      line();
    }
    line();
    return body.toString();
  }

  private String bytes(long length) throws IOException {
    if (length < 0) {
      throw new IOException("an answer without a length");
    }
    byte[] bytes = in.readNBytes((int) length);
    if (bytes.length < length) {
      throw new EOFException("cut within a body");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("cut within a line");
      }
      if (c != '\r') {
        line.write(c);
      }
    }
    return line.toString(StandardCharsets.UTF_8);
  }
}
