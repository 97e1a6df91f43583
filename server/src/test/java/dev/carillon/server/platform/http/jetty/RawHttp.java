package dev.carillon.server.platform.http.jetty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A client that sends exactly the bytes it is given. */
public final class RawHttp implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 60_000;
  private static final int SLOW_BUFFER_BYTES = 4096;

  private final Socket socket;
  private final InputStream in;

  public RawHttp(int port) throws IOException {
    this(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  private RawHttp(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /**
   * A client for which the system keeps little: what it does not read waits in the server, however
   * generous the machine is with buffers.
   */
  public static RawHttp slow(int port) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(SLOW_BUFFER_BYTES);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return new RawHttp(socket);
  }

  /** One request on a connection of its own, and its answer. */
  public static Reply exchange(int port, String request) {
    return exchange(port, request.getBytes(UTF_8));
  }

  /** One request on a connection of its own, and its answer. */
  public static Reply exchange(int port, byte[] request) {
    try (RawHttp client = new RawHttp(port)) {
      client.send(request);
      return client.reply(new String(request, ISO_8859_1).startsWith("HEAD "));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  public RawHttp send(String text) throws IOException {
    return send(text.getBytes(UTF_8));
  }

  public RawHttp send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  public Reply reply() throws IOException {
    return reply(false);
  }

  /** The next answer on this connection. */
  public Reply reply(boolean head) throws IOException {
    String[] start = line().split(" ", 3);
    int status = Integer.parseInt(start[1]);
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String line = line(); !line.isEmpty(); line = line()) {
      String[] parts = line.split(": ?", 2);
      headers.computeIfAbsent(parts[0], name -> new ArrayList<>()).add(parts[1]);
    }
    boolean none = head || status < 200 || status == 204 || status == 304;
    return new Reply(status, headers, none ? "" : new String(body(headers), ISO_8859_1));
  }

  /**
   * Reads until this is seen, and as little beyond it as can be.
   *
   * @return whether it came before the server closed the connection
   */
  public boolean readsUntil(String text) throws IOException {
    int seen = 0;
    while (seen < text.length()) {
      int b;
      try {
        b = in.read();
      } catch (java.net.SocketException reset) {
        return false;
      }
      if (b < 0) {
        return false;
      }
      seen = b == text.charAt(seen) ? seen + 1 : 0;
    }
    return true;
  }

  /** Whether the server has closed the connection and sent nothing more. */
  public boolean closed() throws IOException {
    try {
      return in.read() < 0;
    } catch (java.net.SocketException reset) {
      return true;
    }
  }

  public Socket socket() {
    return socket;
  }

  private byte[] body(Map<String, List<String>> headers) throws IOException {
    if (headers.containsKey("Content-Length")) {
      return bytes(Integer.parseInt(headers.get("Content-Length").getFirst()));
    }
    if (!headers.containsKey("Transfer-Encoding")) {
      return in.readAllBytes();
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int size; (size = Integer.parseInt(line().strip(), 16)) > 0; ) {
      body.write(bytes(size));
      line();
    }
    line();
    return body.toByteArray();
  }

  private byte[] bytes(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the server closed the connection within a body");
    }
    return bytes;
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the server closed the connection after: " + line);
      }
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /**
   * An answer.
   *
   * @param body its bytes, each as one character
   */
  public record Reply(int status, Map<String, List<String>> headers, String body) {

    public String text() {
      return new String(body.getBytes(ISO_8859_1), UTF_8);
    }

    public String header(String name) {
      return headers.getOrDefault(name, List.of("")).getFirst();
    }

    public JsonNode json() {
      try {
        return new ObjectMapper().readTree(text());
      } catch (IOException malformed) {
        throw new UncheckedIOException(text(), malformed);
      }
    }
  }
}
