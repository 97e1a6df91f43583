package dev.carillon.hooks.jdbc.packed;

import java.util.Arrays;

/**
 * Numbers that are not negative, seven bits a byte, the lowest first (LEB128); and bytes between.
 */
final class Varints {

  private byte[] bytes;
  private int at;

  /** Reads from here on. */
  Varints(byte[] bytes, int at) {
    this.bytes = bytes;
    this.at = at;
  }

  /** Writes; so many bytes are expected. */
  Varints(int expected) {
    this(new byte[expected], 0);
  }

  void add(long number) {
    room(length(number));
    long rest = number;
    while ((rest & ~0x7fL) != 0) {
      bytes[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[at++] = (byte) rest;
  }

  void add(byte[] more) {
    room(more.length);
    System.arraycopy(more, 0, bytes, at, more.length);
    at += more.length;
  }

  private void room(int more) {
    if (bytes.length - at < more) {
      bytes = Arrays.copyOf(bytes, Math.max(at + more, 2 * bytes.length));
    }
  }

  /** What was written; not copied where it fills what was expected. */
  byte[] bytes() {
    return at == bytes.length ? bytes : Arrays.copyOf(bytes, at);
  }

  /** How many bytes a number takes. */
  static int length(long number) {
    return Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(number) + 6) / 7);
  }

  boolean more() {
    return at < bytes.length;
  }

  long next() {
    long number = 0;
    int shift = 0;
    byte part;
    do {
      part = bytes[at++];
      number |= (part & 0x7fL) << shift;
      shift += 7;
    } while (part < 0);
    return number;
  }

  byte[] next(int length) {
    byte[] read = Arrays.copyOfRange(bytes, at, at + length);
    at += length;
    return read;
  }

  void skip(int length) {
    at += length;
  }

  /** Where the next one is read. */
  int at() {
    return at;
  }
}
