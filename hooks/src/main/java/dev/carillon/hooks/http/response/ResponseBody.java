package dev.carillon.hooks.http.response;

import dev.carillon.hooks.delivery.ReceiverResponse;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.Arrays;

/**
 * The body of one response (RFC 9112, sections 6 and 7): read up to one limit and not a byte
 * further, kept up to another. It is never unpacked.
 */
final class ResponseBody {

  private static final int READ_MAX = ReceiverResponse.BODY_BYTES_READ_MAX;
  private static final int KEPT_MAX = ReceiverResponse.BODY_BYTES_KEPT_MAX;
  private static final int CHUNK_LINE_BYTES_FREE = 18;
  private static final int CHUNK_DIGITS_MAX = 15;
  private static final byte[] EMPTY = {};

  private final InputBuffer in;
  private byte[] kept = EMPTY;
  private int keptBytes;
  private int read;
  private boolean ended;

  ResponseBody(InputBuffer in) {
    this.in = in;
  }

  void none() {
    ended = true;
  }

  void ofLength(long length) throws IOException {
    ended = takes(length);
  }

  void untilClose() throws IOException {
    while (read < READ_MAX && (in.there() > 0 || in.fill())) {
      takeWhatIsThere(READ_MAX);
    }
  }

  /** Reads chunks; the trailer behind them is read by this reader and thrown away. */
  void chunked(HeadReader heads) throws IOException {
    while (read < READ_MAX) {
      long size = chunkSize();
      if (size == 0) {
        heads.trailer();
        ended = true;
        return;
      }
      if (!takes(size)) {
        return;
      }
      if (!in.line(2)) {
        throw ResponseFault.closedEarly("closed after a chunk");
      }
      if (in.lineStart() != in.lineEnd() || !in.crlf()) {
        throw ResponseFault.badHttp("a chunk that is longer than its size");
      }
    }
  }

  private long chunkSize() throws IOException {
    if (!in.line(CHUNK_LINE_BYTES_FREE)) {
      throw ResponseFault.closedEarly("closed before a chunk's size");
    }
    byte[] bytes = in.bytes();
    int at = in.lineStart();
    int end = in.lineEnd();
    long size = 0;
    int digits = 0;
    for (; at < end && Character.digit(bytes[at], 16) >= 0; at++, digits++) {
      size = digits < CHUNK_DIGITS_MAX ? size * 16 + Character.digit(bytes[at], 16) : size;
    }
    if (digits == 0 || digits > CHUNK_DIGITS_MAX || !in.crlf() || !extension(bytes, at, end)) {
      throw ResponseFault.badHttp("a chunk without a proper size");
    }
    return size;
  }

  /** Whether this is nothing, or a chunk extension, whose meaning is of no interest. */
  private static boolean extension(byte[] bytes, int from, int end) {
    int at = from;
    while (at < end && (bytes[at] == ' ' || bytes[at] == '\t')) {
      at++;
    }
    if (from < end && (at == end || bytes[at] != ';')) {
      return false;
    }
    for (; at < end; at++) {
      if (bytes[at] >= 0 && bytes[at] < ' ' && bytes[at] != '\t') {
        return false;
      }
    }
    return true;
  }

  /** Takes this many bytes; false if there are more of them than are read. */
  private boolean takes(long length) throws IOException {
    for (long left = length; left > 0; ) {
      if (read == READ_MAX) {
        return false;
      }
      if (in.there() == 0 && !in.fill()) {
        throw ResponseFault.closedEarly("closed within the body");
      }
      left -= takeWhatIsThere(left);
    }
    return true;
  }

  private int takeWhatIsThere(long wanted) {
    int count = (int) Math.min(Math.min(wanted, in.there()), READ_MAX - read);
    int keep = Math.min(count, KEPT_MAX - keptBytes);
    if (keep > 0) {
      if (keptBytes + keep > kept.length) {
        kept = Arrays.copyOf(kept, Math.min(KEPT_MAX, Math.max(keptBytes + keep, kept.length * 2)));
      }
      System.arraycopy(in.bytes(), in.pos(), kept, keptBytes, keep);
      keptBytes += keep;
    }
    in.take(count);
    read += count;
    return count;
  }

  /** Whether the end was seen, so that the connection stands at the next response. */
  boolean ended() {
    return ended;
  }

  /** How many bytes were read. */
  int read() {
    return read;
  }

  /** Whether less is kept than there was. */
  boolean cut() {
    return keptBytes < read;
  }

  String text(Charset charset) {
    return keptBytes == 0 ? "" : new String(kept, 0, keptBytes, charset);
  }
}
