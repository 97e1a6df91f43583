package dev.carillon.server.platform.json;

import java.math.BigDecimal;
import java.math.MathContext;

/** Prints numbers as JavaScript does: shortest digits, exponents only where it uses them. */
public final class JavaScriptNumber {

  /** Whole numbers up to here are exact in JavaScript. */
  private static final long EXACT_MAX = 1L << 53;

  /** Where the point may stand, counted from the first digit, before an exponent is used. */
  private static final int POINT_MIN = -6;

  private static final int POINT_MAX = 21;

  private JavaScriptNumber() {}

  /** The text of a {@link Long}: rounded to a double beyond 2^53. */
  public static String text(long value) {
    return -EXACT_MAX <= value && value <= EXACT_MAX ? Long.toString(value) : text((double) value);
  }

  /** The text of a {@link Double}; {@code null} for what JSON cannot say. */
  public static String text(double value) {
    if (!Double.isFinite(value)) {
      return "null";
    }
    if (value == 0) {
      return "0";
    }
    BigDecimal shortest = shortest(Math.abs(value));
    String digits = shortest.unscaledValue().toString();
    String text = placed(digits, digits.length() - shortest.scale());
    return value < 0 ? "-" + text : text;
  }

  /** Java never prints less than two digits, even where one is enough: JavaScript does. */
  private static BigDecimal shortest(double value) {
    BigDecimal decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    if (decimal.precision() == 2) {
      BigDecimal oneDigit = decimal.round(new MathContext(1));
      if (oneDigit.doubleValue() == value) {
        return oneDigit.stripTrailingZeros();
      }
    }
    return decimal;
  }

  /** The digits with their point, which stands so many places after the first digit's left side. */
  private static String placed(String digits, int point) {
    int length = digits.length();
    if (length <= point && point <= POINT_MAX) {
      return digits + "0".repeat(point - length);
    }
    if (0 < point && point <= POINT_MAX) {
      return digits.substring(0, point) + "." + digits.substring(point);
    }
    if (POINT_MIN < point && point <= 0) {
      return "0." + "0".repeat(-point) + digits;
    }
    String fraction = length == 1 ? "" : "." + digits.substring(1);
    String sign = point > 0 ? "+" : "-";
    return digits.charAt(0) + fraction + "e" + sign + Math.abs(point - 1);
  }
}
