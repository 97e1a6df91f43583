package dev.carillon.server.assets.field;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
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
  private static final int YEAR_MAX = 9999;
  private static final int LENGTH = 25;
  private static final String[] UNITS = {"kB", "MB", "GB", "TB", "PB", "EB"};

  /** A date in milliseconds since 1970, such as {@code 2012-03-23 13:16:58 +0100}. */
  public String dateTime(long epochMillis) {
    ZonedDateTime time = Instant.ofEpochMilli(epochMillis).atZone(timeZone.get());
    int offset = time.getOffset().getTotalSeconds();
    boolean usual = time.getYear() >= 0 && time.getYear() <= YEAR_MAX && offset % 60 == 0;
    return usual ? written(time, offset) : DATE_TIME.format(time);
  }

  /** As {@link #DATE_TIME} writes it, in a third of the time: each response has some. */
  private static String written(ZonedDateTime time, int offset) {
    StringBuilder text = new StringBuilder(LENGTH);
    digits(text, time.getYear() / 100);
    digits(text, time.getYear() % 100);
    digits(text.append('-'), time.getMonthValue());
    digits(text.append('-'), time.getDayOfMonth());
    digits(text.append(' '), time.getHour());
    digits(text.append(':'), time.getMinute());
    digits(text.append(':'), time.getSecond());
    text.append(offset < 0 ? " -" : " +");
    digits(text, Math.abs(offset) / 3600);
    digits(text, Math.abs(offset) / 60 % 60);
    return text.toString();
  }

  private static void digits(StringBuilder text, int two) {
    text.append((char) ('0' + two / 10)).append((char) ('0' + two % 10));
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
