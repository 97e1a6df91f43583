package dev.carillon.hooks.http;

import dev.carillon.hooks.delivery.Response.Header;
import dev.carillon.hooks.delivery.SignedRequest;
import dev.carillon.hooks.http.transport.PlainTransport;
import dev.carillon.hooks.http.transport.Transport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Lays a request out and hands it to the network in one piece: known receivers decode each segment
 * by itself and fail when a character is split between head and body. The buffer is the
 * connection's and is used again for every request.
 */
final class RequestWriter {

  private static final int BUFFER_BYTES = 4 * 1024;

  /** More than any segment holds: what is larger may be cut here as well. */
  private static final int PIECE_BYTES = 64 * 1024;

  private static final byte[] LENGTH = "Content-Length: ".getBytes(StandardCharsets.US_ASCII);
  private static final int DIGITS_MAX = 10;
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
    size = 0;
    int needed = target.head().length + LENGTH.length + DIGITS_MAX + 4;
    for (Header header : request.headers()) {
      needed += header.name().length() + header.value().length() + 4;
    }
    needed += Math.min(bodyBytes, PIECE_BYTES);
    if (needed > buffer.length) {
      buffer = new byte[needed];
    }
    put(target.head(), target.head().length);
    for (Header header : request.headers()) {
      put(header.name());
      buffer[size++] = ':';
      buffer[size++] = ' ';
      put(header.value());
      endLine();
    }
    put(LENGTH, LENGTH.length);
    put(Integer.toString(bodyBytes));
    endLine();
    endLine();
  }

  private void endLine() {
    buffer[size++] = '\r';
    buffer[size++] = '\n';
  }

  /** Header names and values are Latin-1 without control characters; nothing else may get out. */
  private void put(String text) {
    int length = text.length();
    int at = size;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if ((c < ' ' && c != '\t') || c == 0x7f || c > 0xff) {
        throw new IllegalArgumentException("a character that no header may have");
      }
      buffer[at++] = (byte) c;
    }
    size = at;
  }

  private void put(byte[] bytes, int count) {
    System.arraycopy(bytes, 0, buffer, size, count);
    size += count;
  }
}
