package dev.carillon.server.attacks.prices;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Map;

/** Sends requests as they are, from any address of this machine. */
final class Wire {

  private static final int PATIENCE_MILLIS = 120_000;

  private final int port;

  Wire(int port) {
    this.port = port;
  }

  /** An address of this machine, one of many. */
  static String address(int number) {
    return "127.1." + number / 250 % 250 + "." + (number % 250 + 1);
  }

  /** The status that it is answered; 0 where the connection breaks. */
  int status(String from, Costly request, Map<String, String> proof) {
    try (Socket socket = new Socket()) {
      socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      boolean sent = sent(request, proof, socket.getOutputStream());
      int status = status(socket.getInputStream());
      return sent || status > 0 ? status : 0;
    } catch (IOException broken) {
      return 0;
    }
  }

  /** Whether all could be sent: who is refused early may be cut off. */
  private boolean sent(Costly request, Map<String, String> proof, OutputStream socket) {
    StringBuilder head = new StringBuilder();
    head.append(request.method()).append(' ').append(request.target()).append(" HTTP/1.1\r\n");
    head.append("Host: localhost:").append(port).append("\r\nConnection: close\r\n");
    request.headers().forEach((name, value) -> line(head, name, value));
    proof.forEach((name, value) -> line(head, name, value));
    if (request.dripping()) {
      head.append("Transfer-Encoding: chunked\r\n");
    } else if (request.body().length > 0 || !request.method().equals("GET")) {
      line(head, "Content-Length", String.valueOf(request.body().length));
    }
    try (OutputStream out = new BufferedOutputStream(new Open(socket), 64 * 1024)) {
      out.write(head.append("\r\n").toString().getBytes(UTF_8));
      out.write(request.dripping() ? dripped(request.body()) : request.body());
      out.flush();
      return true;
    } catch (IOException cut) {
      return false;
    }
  }

  /** In chunks of one byte. */
  private static byte[] dripped(byte[] body) {
    ByteBuffer all = ByteBuffer.allocate(6 * body.length + 5);
    for (byte one : body) {
      all.put(new byte[] {'1', '\r', '\n', one, '\r', '\n'});
    }
    return all.put("0\r\n\r\n".getBytes(UTF_8)).array();
  }

  private static void line(StringBuilder head, String name, String value) {
    head.append(name).append(": ").append(value).append("\r\n");
  }

  /** Reads all there is, but of a stream that never ends its beginning only. */
  private static int status(InputStream in) throws IOException {
    String first = new String(in.readNBytes(512), ISO_8859_1);
    int status = first.startsWith("HTTP/1.1 ") ? Integer.parseInt(first.substring(9, 12)) : 0;
    if (!first.contains("text/event-stream")) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return status;
  }

  /** A stream that stays open: the answer is yet to come. */
  private static final class Open extends FilterOutputStream {

    Open(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      out.write(bytes, from, count);
    }

    @Override
    public void close() throws IOException {
      out.flush();
    }
  }
}
