package dev.carillon.hooks.http.response;

import java.io.IOException;
import java.util.Arrays;

/**
 * The bytes of a response as they come in, and lines cut from them, within limits. The buffer is
 * the connection's and is used again for every response.
 */
final class InputBuffer {

  /** How many bytes all heads of one response may have, trailers and chunk extensions included. */
  static final int HEAD_BYTES_MAX = 64 * 1024;

  private static final int BUFFER_BYTES = 8 * 1024;

  private final ByteSource source;
  private byte[] bytes = new byte[BUFFER_BYTES];
  private int pos;
  private int limit;
  private int start;
  private int end;
  private int headBytes;
  private boolean ended;
  private boolean waits = true;

  InputBuffer(ByteSource source) {
    this.source = source;
  }

  /** Begins the next response. */
  void begin() {
    headBytes = 0;
    if (pos == limit) {
      pos = 0;
      limit = 0;
      if (bytes.length > BUFFER_BYTES) {
        bytes = new byte[BUFFER_BYTES];
      }
    }
  }

  /** Waits until bytes are there, or until it is clear that none will come. */
  void await() throws IOException {
    if (pos == limit && !fill()) {
      ended = true;
    }
  }

  /**
   * Takes over what the source has now, without waiting; how many bytes: 0 if there are none yet,
   * negative at the end.
   */
  int offered() throws IOException {
    int read = readMore();
    ended |= read < 0;
    return read;
  }

  /**
   * Whether {@link #fill} waits for bytes. If not, it throws {@link MoreNeededException}, and no
   * byte that was taken meanwhile is lost: {@link #backTo} puts all of them back.
   */
  void waits(boolean so) {
    waits = so;
  }

  /** Puts back what was taken since {@link #pos} was this, while nothing was waited for. */
  void backTo(int earlier) {
    pos = earlier;
  }

  byte[] bytes() {
    return bytes;
  }

  /** Where the bytes begin that were not taken yet. */
  int pos() {
    return pos;
  }

  /** How many bytes are there that were not taken yet. */
  int there() {
    return limit - pos;
  }

  /** Whether the first bytes of these are all that is there. */
  boolean holds(byte[] others, int length) {
    return there() == length && Arrays.equals(bytes, pos, limit, others, 0, length);
  }

  /** Where the line begins that {@link #line} has cut last. */
  int lineStart() {
    return start;
  }

  /** Where that line ends; its terminator is not part of it. */
  int lineEnd() {
    return end;
  }

  /** Takes bytes that are {@link #there}. */
  void take(int count) {
    pos += count;
  }

  /** Waits for more bytes; false at the end. */
  boolean fill() throws IOException {
    if (ended) {
      return false;
    }
    if (!waits) {
      throw new MoreNeededException();
    }
    return readMore() >= 0;
  }

  private int readMore() throws IOException {
    if (pos == limit) {
      pos = 0;
      limit = 0;
    } else if (limit == bytes.length) {
      makeRoom();
    }
    int read = source.read(bytes, limit, bytes.length - limit);
    limit += Math.max(read, 0);
    return read;
  }

  private void makeRoom() {
    byte[] roomy = pos > 0 ? bytes : new byte[bytes.length * 2];
    System.arraycopy(bytes, pos, roomy, 0, limit - pos);
    bytes = roomy;
    limit -= pos;
    pos = 0;
  }

  /**
   * Cuts the next line, which ends with LF or CRLF. False if the end came before its terminator.
   */
  boolean line() throws IOException {
    return line(0);
  }

  /** The same; this many of its bytes do not count as head. */
  boolean line(int free) throws IOException {
    int scanned = 0;
    while (true) {
      int there = limit - pos;
      for (int i = pos + scanned; i < limit; i++) {
        if (bytes[i] == '\n') {
          start = pos;
          end = i > pos && bytes[i - 1] == '\r' ? i - 1 : i;
          pos = i + 1;
          spend(Math.max(0, pos - start - free));
          return true;
        }
      }
      scanned = there;
      if (headBytes + there > HEAD_BYTES_MAX) {
        spend(there);
      }
      if (!fill()) {
        return false;
      }
    }
  }

  /** Whether the line that was cut last ended with CRLF, and not with LF alone. */
  boolean crlf() {
    return pos - end == 2;
  }

  private void spend(int count) throws ResponseFault {
    headBytes += count;
    if (headBytes > HEAD_BYTES_MAX) {
      throw ResponseFault.headTooLarge("the response's head is larger than 64 kB");
    }
  }

  /** Not all of a response is there yet, and its reader must not wait. */
  static final class MoreNeededException extends IOException {

    private static final long serialVersionUID = 1L;

    /** Where it was thrown means nothing. */
    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }
  }
}
