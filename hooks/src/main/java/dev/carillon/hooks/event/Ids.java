package dev.carillon.hooks.event;

import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The form of every id of the product: 22 characters, a random UUID (version 4) whose two 64-bit
 * halves are each written as 11 base-64 digits, most significant first.
 */
public final class Ids {

  /** How long an id is, in characters. */
  public static final int LENGTH = 22;

  private static final char[] DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-".toCharArray();
  private static final Pattern FORM = Pattern.compile("[0-9A-Za-z_-]{22}");

  private Ids() {}

  /** A new random id. */
  public static String random() {
    return of(UUID.randomUUID());
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
    return FORM.matcher(text).matches();
  }

  /**
   * The text itself, if it has the form of an id.
   *
   * @throws IllegalArgumentException if it has not
   */
  public static String checked(String text) {
    if (!valid(text)) {
      throw new IllegalArgumentException("an id has 22 characters of [0-9A-Za-z_-]: " + text);
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
