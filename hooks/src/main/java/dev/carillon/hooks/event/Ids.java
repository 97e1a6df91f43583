package dev.carillon.hooks.event;

import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * The form of every id of the product: 22 characters, a UUID whose two 64-bit halves are each
 * written as 11 base-64 digits, most significant first.
 */
public final class Ids {

  /** How long an id is, in characters. */
  public static final int LENGTH = 22;

  private static final char[] DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-".toCharArray();
  private static final boolean[] DIGIT = new boolean[128];
  private static final byte[] VALUE = new byte[128];

  /** Odd, so that a multiplication by it has an inverse. */
  private static final long STEP = 0xd134_2543_de82_ef95L;

  private static final long STEP_INVERSE = inverse(STEP);
  private static final long MIX_1 = 0xff51_afd7_ed55_8ccdL;
  private static final long MIX_2 = 0xc4ce_b9fe_1a85_ec53L;
  private static final long MIX_1_INVERSE = inverse(MIX_1);
  private static final long MIX_2_INVERSE = inverse(MIX_2);

  static {
    for (byte value = 0; value < DIGITS.length; value++) {
      DIGIT[DIGITS[value]] = true;
      VALUE[DIGITS[value]] = value;
    }
  }

  private Ids() {}

  /** A new random id (version 4 of RFC 9562). */
  public static String random() {
    return of(UUID.randomUUID());
  }

  /**
   * A new id that begins with the time in milliseconds and goes on at random (version 7 of RFC
   * 9562). What is recorded at about the same time lies side by side in an index, which makes
   * recording much cheaper. It is unique, but no secret.
   */
  public static String timed(Instant time) {
    RandomGenerator random = ThreadLocalRandom.current();
    long first = (time.toEpochMilli() << 16) | 0x7000 | (random.nextLong() & 0x0fff);
    long second = (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
    return of(new UUID(first, second));
  }

  /**
   * The id of something that belongs to another id: its first half is that one's, its second half
   * follows from that one's and from the distance. So it needs not be stored, and is no secret to a
   * reader that knows the other id. Two distances never give the same id, and ids of neighbours
   * have nothing in common in their second halves.
   *
   * @param distance 1 or more
   */
  public static String derived(String id, long distance) {
    char[] text = new char[LENGTH];
    id.getChars(0, LENGTH / 2, text, 0);
    write(mixed(half(id, 1) + distance * STEP), text, LENGTH / 2);
    return new String(text);
  }

  /**
   * The distance by which {@link #derived} made an id of another.
   *
   * @return 1 or more; -1 where it did not
   */
  public static long distance(String id, String derived) {
    long distance = (unmixed(half(derived, 1)) - half(id, 1)) * STEP_INVERSE;
    // a half has two bits more than it needs: only one of the four spellings was ever made
    return distance > 0 && derived(id, distance).equals(derived) ? distance : -1;
  }

  /** The last step of MurmurHash3: a bijection after which each bit depends on all. */
  private static long mixed(long value) {
    long mixed = value ^ (value >>> 33);
    mixed *= MIX_1;
    mixed ^= mixed >>> 33;
    mixed *= MIX_2;
    return mixed ^ (mixed >>> 33);
  }

  private static long unmixed(long mixed) {
    long value = mixed ^ (mixed >>> 33);
    value *= MIX_2_INVERSE;
    value ^= value >>> 33;
    value *= MIX_1_INVERSE;
    return value ^ (value >>> 33);
  }

  /** The multiplicative inverse of an odd number: each round doubles the bits that are right. */
  private static long inverse(long odd) {
    long inverse = odd;
    for (int bits = 3; bits < Long.SIZE; bits *= 2) {
      inverse *= 2 - odd * inverse;
    }
    return inverse;
  }

  /**
   * Half of the UUID that an id stands for.
   *
   * @param half 0 for the first half, 1 for the second
   */
  static long half(String id, int half) {
    long bits = 0;
    for (int i = 0; i < LENGTH / 2; i++) {
      bits = (bits << 6) | VALUE[id.charAt(half * (LENGTH / 2) + i)];
    }
    return bits;
  }

  /** The id that stands for this UUID. */
  public static String of(UUID uuid) {
    char[] text = new char[LENGTH];
    write(uuid.getMostSignificantBits(), text, 0);
    write(uuid.getLeastSignificantBits(), text, LENGTH / 2);
    return new String(text);
  }

  /** Whether the text has the form of an id. */
  public static boolean valid(String text) {
    if (text.length() != LENGTH) {
      return false;
    }
    for (int i = 0; i < LENGTH; i++) {
      char c = text.charAt(i);
      if (c >= DIGIT.length || !DIGIT[c]) {
        return false;
      }
    }
    return true;
  }

  /**
   * The text itself, if it has the form of an id.
   *
   * @throws IllegalArgumentException if it has not
   */
  public static String checked(String text) {
    if (!valid(text)) {
      throw new IllegalArgumentException(
          "an id consists of 22 characters of [0-9A-Za-z_-]: " + text);
    }
    return text;
  }

  private static void write(long half, char[] text, int from) {
    for (int i = LENGTH / 2 - 1; i >= 0; i--) {
      text[from + i] = DIGITS[(int) (half & 63)];
      half >>>= 6;
    }
  }
}
