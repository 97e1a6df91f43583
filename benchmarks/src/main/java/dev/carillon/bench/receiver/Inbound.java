package dev.carillon.bench.receiver;

import dev.carillon.bench.program.Key;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * One connection of the receiver: reads just enough of HTTP/1.1 to find each request's id. A
 * request with the method OPTIONS has none: it asks whether a webhook may send here.
 */
final class Inbound {

  private static final ByteBuffer OK =
      ByteBuffer.wrap(
          "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
  private static final ByteBuffer ALLOWED =
      ByteBuffer.wrap(
          """
          HTTP/1.1 200 OK\r
          WebHook-Allowed-Origin: *\r
          WebHook-Allowed-Rate: 999999999\r
          Content-Length: 0\r
          \r
          """
              .getBytes(StandardCharsets.US_ASCII));
  private static final byte[] ASKING = "options ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] HANGING = "post /hang".getBytes(StandardCharsets.US_ASCII);
  private static final int BYTES_MAX = 1 << 20;

  private final SocketChannel channel;
  private final byte[] marker;
  private final Tally tally;
  private final ByteBuffer answer = OK.duplicate();
  private final ByteBuffer allowed = ALLOWED.duplicate();
  private ByteBuffer buffer = ByteBuffer.allocate(8192);
  private long firstByteNanos;
  private boolean hung;

  /**
   * A connection.
   *
   * @param marker what stands right before an id, a header's name or in the body; in lower case
   */
  Inbound(SocketChannel channel, byte[] marker, Tally tally) {
    this.channel = channel;
    this.marker = marker;
    this.tally = tally;
  }

  /** Reads what is there and answers what is complete; false where the peer has closed. */
  boolean read() throws IOException {
    boolean fresh = buffer.position() == 0;
    int read = channel.read(buffer);
    if (fresh) {
      firstByteNanos = System.nanoTime();
    }
    int consumed;
    while ((consumed = request()) > 0) {
      buffer.limit(buffer.position()).position(consumed);
      buffer.compact();
    }
    if (!buffer.hasRemaining()) {
      enlarge();
    }
    return read >= 0;
  }

  /** Whether nothing of a request has come yet. */
  boolean idle() {
    return buffer.position() == 0;
  }

  /** Whether a request is left unanswered. */
  boolean hung() {
    return hung;
  }

  /** Answers what was left unanswered on purpose. */
  void release() throws IOException {
    if (hung) {
      hung = false;
      write(answer);
    }
  }

  /** Handles the first request in the buffer; how long it was, 0 where it is not complete. */
  private int request() throws IOException {
    byte[] bytes = buffer.array();
    int end = buffer.position();
    int id = -1;
    int length = -1;
    int line = nextLine(bytes, 0, end);
    while (line > 0 && bytes[line] != '\r') {
      if (startsWith(bytes, line, LENGTH)) {
        length = number(bytes, line + LENGTH.length);
      } else if (startsWith(bytes, line, marker)) {
        id = line + marker.length;
      }
      line = nextLine(bytes, line, end);
    }
    if (line < 0 || line + 2 > end) {
      return 0;
    }
    int body = line + 2;
    if (startsWith(bytes, 0, ASKING)) {
      write(allowed);
      return body + Math.max(0, length);
    }
    if (length < 0) {
      throw new IOException("a request without its length");
    }
    if (end < body + length) {
      return 0;
    }
    received(bytes, id >= 0 ? id : inBody(bytes, body, body + length));
    return body + length;
  }

  private void received(byte[] bytes, int id) throws IOException {
    int from = bytes[id] == ' ' ? id + 1 : id;
    tally.add(Key.half(bytes, from), Key.half(bytes, from + Key.LENGTH / 2), firstByteNanos);
    if (startsWith(bytes, 0, HANGING)) {
      hung = true;
    } else {
      write(answer);
    }
  }

  private void write(ByteBuffer response) throws IOException {
    response.rewind();
    while (response.hasRemaining()) {
      channel.write(response);
    }
  }

  private void enlarge() throws IOException {
    if (buffer.capacity() >= BYTES_MAX) {
      throw new IOException("a request of more than " + BYTES_MAX + " bytes");
    }
    ByteBuffer larger = ByteBuffer.allocate(buffer.capacity() * 4);
    larger.put(buffer.flip());
    buffer = larger;
  }

  /** Where the next line begins, of which at least one byte is there; -1 where it is not. */
  private static int nextLine(byte[] bytes, int from, int end) {
    for (int i = from; i < end - 1; i++) {
      if (bytes[i] == '\n') {
        return i + 1;
      }
    }
    return -1;
  }

  private int inBody(byte[] bytes, int from, int to) throws IOException {
    for (int i = from; i <= to - marker.length - Key.LENGTH; i++) {
      if (startsWith(bytes, i, marker)) {
        return i + marker.length;
      }
    }
    throw new IOException("a request without an id");
  }

  private static boolean startsWith(byte[] bytes, int from, byte[] lowerCase) {
    if (from + lowerCase.length > bytes.length) {
      return false;
    }
    for (int i = 0; i < lowerCase.length; i++) {
      byte letter = bytes[from + i];
      if ((letter >= 'A' && letter <= 'Z' ? letter + 32 : letter) != lowerCase[i]) {
        return false;
      }
    }
    return true;
  }

  private static int number(byte[] bytes, int from) {
    int i = from;
    while (bytes[i] == ' ') {
      i++;
    }
    int number = 0;
    while (bytes[i] >= '0' && bytes[i] <= '9') {
      number = number * 10 + bytes[i++] - '0';
    }
    return number;
  }
}
