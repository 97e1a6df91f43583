package dev.carillon.server.assets.field;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Reads dates as clients write them; those without an offset are in the server's time zone.
 *
 * @param timeZone asked at each of them
 */
public record Dates(Supplier<ZoneId> timeZone) {

  /** The range that every receiver's {@code Date} can hold. */
  private static final long MILLIS_MAX = 8_640_000_000_000_000L;

  /** Milliseconds of one day. */
  public static final long DAY = 86_400_000;

  private static final Pattern MILLIS = Pattern.compile("-?[0-9]{1,17}");

  private static final DateTimeFormatter ISO_LIKE =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .optionalStart()
          .appendPattern("['T'][' ']")
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .optionalStart()
          .appendPattern("[' ']")
          .appendPattern("[XXX][XX][X]")
          .toFormatter(Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  /** Milliseconds since 1970: of an ISO date or date-time, or as they stand. */
  public Optional<Long> read(String text) {
    try {
      long millis =
          MILLIS.matcher(text).matches()
              ? Long.parseLong(text)
              : millis(
                  ISO_LIKE.parseBest(
                      text, OffsetDateTime::from, LocalDateTime::from, LocalDate::from));
      return Math.abs(millis) <= MILLIS_MAX ? Optional.of(millis) : Optional.empty();
    } catch (DateTimeException | ArithmeticException notOne) {
      return Optional.empty();
    }
  }

  /**
   * The day of a date or date-time, in milliseconds from 1970 to its midnight in UTC. Milliseconds
   * are such a midnight themselves, or the day that they are in the server's time zone.
   */
  public Optional<Long> day(String text) {
    return read(text).flatMap(moment -> dayOf(text, moment));
  }

  private Optional<Long> dayOf(String text, long moment) {
    boolean midnight = MILLIS.matcher(text).matches() && moment % DAY == 0;
    long day = midnight ? moment : dayAt(moment, timeZone.get());
    return Math.abs(day) <= MILLIS_MAX ? Optional.of(day) : Optional.empty();
  }

  /** The day that a moment is in a time zone, in milliseconds from 1970 to its midnight in UTC. */
  public static long dayAt(long moment, ZoneId zone) {
    return LocalDate.ofInstant(Instant.ofEpochMilli(moment), zone).toEpochDay() * DAY;
  }

  private long millis(TemporalAccessor date) {
    return switch (date) {
      case OffsetDateTime whole -> whole.toInstant().toEpochMilli();
      case LocalDateTime local -> local.atZone(timeZone.get()).toInstant().toEpochMilli();
      default -> LocalDate.from(date).atStartOfDay(timeZone.get()).toInstant().toEpochMilli();
    };
  }
}
