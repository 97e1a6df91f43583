package dev.carillon.hooks.send.http;

import dev.carillon.hooks.delivery.Answer.Header;
import dev.carillon.hooks.send.SignedRequest;
import dev.carillon.hooks.send.http.link.Link;
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

  private byte[] buffer = new byte[BUFFER_BYTES];
  private int size;

  /** Writes this request. */
  void write(Link link, Target target, SignedRequest request) throws IOException {
    byte[] body = request.payload().bytes();
    lay(target, request, body.length);
    int room = Math.max(PIECE_BYTES - size, 0);
    int first = Math.min(body.length, room);
    put(body, first);
    link.write(buffer, 0, size);
    for (int at = first; at < body.length; at += PIECE_BYTES) {
      link.write(body, at, Math.min(PIECE_BYTES, body.length - at));
    }
    if (buffer.length > BUFFER_BYTES) {
      buffer = new byte[BUFFER_BYTES];
    }
  }

  private void lay(Target target, SignedRequest request, int bodyBytes) {
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
