package dev.carillon.hooks.http;

import dev.carillon.hooks.delivery.RequestHead;
import dev.carillon.hooks.delivery.SignedRequest;
import dev.carillon.hooks.http.transport.PlainTransport;
import dev.carillon.hooks.http.transport.Transport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Lays a request out behind the lines of its {@link PreparedTarget}, adds {@code Content-Length},
 * and hands up to 64 kB to the network in one piece: known receivers decode each segment by itself
 * and fail when a character is split between head and body. The buffer is the connection's and is
 * used again for every request.
 */
final class RequestWriter {

  private static final int BUFFER_BYTES = 4 * 1024;

  /** More than any segment holds: what is larger may be cut here as well. */
  private static final int PIECE_BYTES = 64 * 1024;

  private static final byte[] LENGTH = "Content-Length: ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NOTHING = {};

  private byte[] buffer = new byte[BUFFER_BYTES];
  private int size;
  private int bufferAt;
  private byte[] body = NOTHING;
  private int bodyAt;

  /** Lays this request out; nothing of it is written yet. */
  void begin(PreparedTarget target, SignedRequest request) {
    byte[] all = request.payload().bytes();
    lay(target, request, all.length);
    int room = Math.max(PIECE_BYTES - size, 0);
    int first = Math.min(all.length, room);
    put(all, first);
    body = all;
    bodyAt = first;
    bufferAt = 0;
  }

  /** Hands over what the network takes now; whether that was all. */
  boolean offer(PlainTransport transport) throws IOException {
    bufferAt += transport.offer(buffer, 0, size);
    if (bufferAt == size && bodyAt == body.length) {
      end();
      return true;
    }
    return false;
  }

  /** Writes all that was not taken yet, and waits where it must. */
  void finish(Transport transport) throws IOException {
    if (bufferAt < size) {
      transport.write(buffer, bufferAt, size - bufferAt);
      bufferAt = size;
    }
    for (; bodyAt < body.length; bodyAt += PIECE_BYTES) {
      transport.write(body, bodyAt, Math.min(PIECE_BYTES, body.length - bodyAt));
    }
    end();
  }

  private void end() {
    body = NOTHING;
    bodyAt = 0;
    if (buffer.length > BUFFER_BYTES) {
      buffer = new byte[BUFFER_BYTES];
    }
  }

  private void lay(PreparedTarget target, SignedRequest request, int bodyBytes) {
    RequestHead head = request.head();
    byte[] length = Integer.toString(bodyBytes).getBytes(StandardCharsets.US_ASCII);
    int needed =
        target.head().length
            + head.length()
            + LENGTH.length
            + length.length
            + END.length
            + Math.min(bodyBytes, PIECE_BYTES);
    if (needed > buffer.length) {
      buffer = new byte[needed];
    }
    size = 0;
    put(target.head(), target.head().length);
    head.copyTo(buffer, size);
    size += head.length();
    put(LENGTH, LENGTH.length);
    put(length, length.length);
    put(END, END.length);
  }

  private void put(byte[] bytes, int count) {
    System.arraycopy(bytes, 0, buffer, size, count);
    size += count;
  }
}
