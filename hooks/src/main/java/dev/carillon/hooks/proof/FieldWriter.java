package dev.carillon.hooks.proof;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Writes fields one after the other, each as its length (4 bytes, the greatest first) and its
 * bytes: no two lists of fields have the same bytes. A number is a field of 8 bytes, the greatest
 * first; a text is UTF-8. The buffer is used again after {@link #bytes}.
 */
public final class FieldWriter {

  private byte[] buffer = new byte[512];
  private int length;

  /** Nothing was written yet. */
  public FieldWriter() {}

  /** A number. */
  public FieldWriter add(long number) {
    int at = field(Long.BYTES);
    for (int i = Long.BYTES - 1; i >= 0; i--) {
      buffer[at++] = (byte) (number >>> (8 * i));
    }
    return this;
  }

  /** A text. */
  public FieldWriter add(String text) {
    int from = length;
    int at = field(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 128) {
        length = from;
        return add(text.getBytes(UTF_8));
      }
      buffer[at++] = (byte) c;
    }
    return this;
  }

  /** Bytes. */
  public FieldWriter add(byte[] bytes) {
    int at = field(bytes.length);
    System.arraycopy(bytes, 0, buffer, at, bytes.length);
    return this;
  }

  /** Makes room for a field; where it begins. */
  private int field(int bytes) {
    int end = length + Integer.BYTES + bytes;
    if (end > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(end, 2 * buffer.length));
    }
    for (int i = Integer.BYTES - 1; i >= 0; i--) {
      buffer[length++] = (byte) (bytes >>> (8 * i));
    }
    int at = length;
    length = end;
    return at;
  }

  /** Gives all that was written to a digest; it begins anew. */
  void to(MessageDigest digest) {
    digest.update(buffer, 0, length);
    length = 0;
  }

  /** All that was written; it begins anew. */
  public byte[] bytes() {
    byte[] bytes = Arrays.copyOf(buffer, length);
    length = 0;
    return bytes;
  }
}
