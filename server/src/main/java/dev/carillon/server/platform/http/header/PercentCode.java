package dev.carillon.server.platform.http.header;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/**
 * Percent-encoding as clients really send it: a {@code %} that begins no code stands for itself.
 */
public final class PercentCode {

  private static final String UNRESERVED = "-._~";

  private PercentCode() {}

  /** Decodes a piece of a path: a plus stays one. */
  public static String path(String raw) {
    return raw.indexOf('%') < 0 ? raw : decoded(raw.getBytes(UTF_8), false);
  }

  /** Decodes a name or value of a form or query: a plus is a space. */
  public static String form(byte[] raw) {
    return decoded(raw, true);
  }

  /** Encodes everything but letters, digits and {@code - . _ ~}, as UTF-8. */
  public static String encoded(String text) {
    StringBuilder code = new StringBuilder(text.length() + 16);
    for (byte b : text.getBytes(UTF_8)) {
      char c = (char) (b & 0xff);
      if (c < 0x80 && (Character.isLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0)) {
        code.append(c);
      } else {
        code.append('%')
            .append(Character.toUpperCase(Character.forDigit(c >> 4, 16)))
            .append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
      }
    }
    return code.toString();
  }

  private static String decoded(byte[] raw, boolean plusIsSpace) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length);
    for (int i = 0; i < raw.length; i++) {
      int code = raw[i] == '%' && i + 2 < raw.length ? code(raw[i + 1], raw[i + 2]) : -1;
      if (code >= 0) {
        bytes.write(code);
        i += 2;
      } else {
        bytes.write(plusIsSpace && raw[i] == '+' ? ' ' : raw[i]);
      }
    }
    return LenientText.text(bytes.toByteArray());
  }

  /** The byte that two hexadecimal digits stand for, or -1. */
  private static int code(byte high, byte low) {
    int h = Character.digit((char) (high & 0xff), 16);
    int l = Character.digit((char) (low & 0xff), 16);
    return h < 0 || l < 0 ? -1 : h << 4 | l;
  }
}
