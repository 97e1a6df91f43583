package dev.carillon.server.assets.field;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * How dates and sizes read to people, in hits and in payloads alike.
 *
 * @param timeZone asked at each date
 */
public record DisplayFormats(Supplier<ZoneId> timeZone) {

  private static final DateTimeFormatter DATE_TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss xx", Locale.ROOT);
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final String[] UNITS = {"kB", "MB", "GB", "TB", "PB", "EB"};

  /** A date in milliseconds since 1970, such as {@code 2012-03-23 13:16:58 +0100}. */
  public String dateTime(long epochMillis) {
    return DATE_TIME.format(Instant.ofEpochMilli(epochMillis).atZone(timeZone.get()));
  }

  /** A day in milliseconds from 1970 to its midnight in UTC, such as {@code 2012-03-23}. */
  public String date(long epochMillis) {
    return DATE.format(Instant.ofEpochMilli(epochMillis));
  }

  /** A size in bytes, such as {@code 1.2 MB}: steps of 1024, at most one digit after the point. */
  public String size(long bytes) {
    if (Math.abs(bytes) < 1024) {
      return bytes + " bytes";
    }
    double scaled = bytes;
    int unit = -1;
    // 1023.95 would be printed as "1024.0"
    while (Math.abs(scaled) >= 1023.95 && unit < UNITS.length - 1) {
      scaled /= 1024;
      unit++;
    }
    String number = String.format(Locale.ROOT, "%.1f", scaled);
    return (number.endsWith(".0") ? number.substring(0, number.length() - 2) : number)
        + " "
        + UNITS[unit];
  }
}
