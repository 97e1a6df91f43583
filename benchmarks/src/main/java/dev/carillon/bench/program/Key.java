package dev.carillon.bench.program;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * An id of 22 characters as the two numbers it stands for, so that millions fit into little memory.
 *
 * @param high the first 11 characters
 * @param low the other 11
 */
public record Key(long high, long low) {

  /** How long an id is, in characters. */
  public static final int LENGTH = 22;

  private static final int HALF = LENGTH / 2;
  private static final byte[] DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-"
          .getBytes(StandardCharsets.US_ASCII);
  private static final byte[] VALUES = values();

  /**
   * Reads an id.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Key parse(String id) {
    byte[] bytes = id.getBytes(StandardCharsets.US_ASCII);
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("not an id: " + id);
    }
    return new Key(half(bytes, 0), half(bytes, HALF));
  }

  /**
   * The number that 11 characters stand for.
   *
   * @throws IllegalArgumentException if they are not those of an id
   */
  public static long half(byte[] text, int from) {
    long half = 0;
    for (int i = from; i < from + HALF; i++) {
      byte value = text[i] < 0 ? -1 : VALUES[text[i]];
      if (value < 0) {
        throw new IllegalArgumentException(
            "not an id: " + new String(text, from, HALF, StandardCharsets.ISO_8859_1));
      }
      half = half << 6 | value;
    }
    return half;
  }

  /** Writes the 22 characters at this place of a buffer, whose position stays. */
  public void write(ByteBuffer text, int at) {
    write(high, text, at);
    write(low, text, at + HALF);
  }

  @Override
  public String toString() {
    ByteBuffer text = ByteBuffer.allocate(LENGTH);
    write(text, 0);
    return StandardCharsets.US_ASCII.decode(text).toString();
  }

  private static void write(long half, ByteBuffer text, int at) {
    long rest = half;
    for (int i = at + HALF - 1; i >= at; i--) {
      text.put(i, DIGITS[(int) (rest & 63)]);
      rest >>>= 6;
    }
  }

  private static byte[] values() {
    byte[] values = new byte[128];
    Arrays.fill(values, (byte) -1);
    for (int i = 0; i < DIGITS.length; i++) {
      values[DIGITS[i]] = (byte) i;
    }
    return values;
  }
}
