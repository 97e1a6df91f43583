package dev.carillon.bench.embedded;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Payloads of 1 KiB, each with its number. */
public final class Bodies {

  /** How long each is. */
  public static final int BYTES = 1024;

  private static final String HEAD = "{\"type\":\"bench.event\",\"number\":\"";
  private static final int DIGITS = 12;
  private static final byte[] TEMPLATE = template();

  private Bodies() {}

  /** The payload with this number. */
  public static byte[] of(long number) {
    byte[] body = TEMPLATE.clone();
    long rest = number;
    for (int i = HEAD.length() + DIGITS - 1; i >= HEAD.length(); i--) {
      body[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return body;
  }

  private static byte[] template() {
    byte[] body = new byte[BYTES];
    Arrays.fill(body, (byte) 'x');
    byte[] head =
        (HEAD + "0".repeat(DIGITS) + "\",\"text\":\"").getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(head, 0, body, 0, head.length);
    body[BYTES - 2] = '"';
    body[BYTES - 1] = '}';
    return body;
  }
}
