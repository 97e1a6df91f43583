package dev.carillon.hooks.delivery;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The header lines of a request as bytes, as they go onto the wire: checked and laid out once. */
public final class RequestHead {

  private static final int BESIDE_NAME_AND_VALUE = 4;

  private final byte[] bytes;

  private RequestHead(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * A head of these lines.
   *
   * @throws IllegalArgumentException if one has a character that no header may have: names and
   *     values are Latin-1 without control characters, and a name has no colon
   */
  public static RequestHead of(List<Header> headers) {
    int length = 0;
    for (Header header : headers) {
      length += header.name().length() + header.value().length() + BESIDE_NAME_AND_VALUE;
    }
    byte[] laid = new byte[length];
    int at = 0;
    for (Header header : headers) {
      if (header.name().indexOf(':') >= 0) {
        throw new IllegalArgumentException("a colon in a header's name: " + header.name());
      }
      at = put(header.name(), laid, at);
      laid[at++] = ':';
      laid[at++] = ' ';
      at = put(header.value(), laid, at);
      laid[at++] = '\r';
      laid[at++] = '\n';
    }
    return new RequestHead(laid);
  }

  /**
   * A head of these bytes, which are neither checked nor changed any more.
   *
   * @param bytes what {@link #of} would make of some lines
   */
  public static RequestHead laid(byte[] bytes) {
    return new RequestHead(bytes);
  }

  /** Nothing but Latin-1 without control characters may get out. */
  private static int put(String text, byte[] laid, int from) {
    int at = from;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < ' ' && c != '\t') || c == 0x7f || c > 0xff) {
        throw new IllegalArgumentException("a character that no header may have");
      }
      laid[at++] = (byte) c;
    }
    return at;
  }

  /**
   * The same lines and one more behind them.
   *
   * @throws IllegalArgumentException if it has a character that no header may have
   */
  public RequestHead and(Header header) {
    byte[] more = of(List.of(header)).bytes;
    byte[] all = Arrays.copyOf(bytes, bytes.length + more.length);
    System.arraycopy(more, 0, all, bytes.length, more.length);
    return new RequestHead(all);
  }

  /** How many bytes. */
  public int length() {
    return bytes.length;
  }

  /** Copies all bytes to this place. */
  public void copyTo(byte[] into, int at) {
    System.arraycopy(bytes, 0, into, at, bytes.length);
  }

  /** The lines, cut from the bytes. */
  public List<Header> headers() {
    List<Header> headers = new ArrayList<>();
    for (int start = 0; start < bytes.length; ) {
      int colon = indexOf(':', start);
      int end = indexOf('\r', colon);
      headers.add(new Header(text(start, colon), text(colon + 2, end)));
      start = end + 2;
    }
    return List.copyOf(headers);
  }

  private int indexOf(char wanted, int from) {
    int at = from;
    while (bytes[at] != wanted) {
      at++;
    }
    return at;
  }

  private String text(int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RequestHead that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Headers hold secrets: only their names are printed. */
  @Override
  public String toString() {
    return headers().stream().map(Header::name).toList().toString();
  }
}
