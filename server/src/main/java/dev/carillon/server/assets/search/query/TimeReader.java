package dev.carillon.server.assets.search.query;

import dev.carillon.server.assets.field.Dates;
import dev.carillon.server.assets.field.RelativeTime;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the dates of one query: {@code 2012}, {@code 2012-03-23T13:16}, {@code NOW@DAY-1MONTH}. */
final class TimeReader {

  private static final Pattern DAY_WITHOUT_DASHES = Pattern.compile("(\\d{4})(\\d{2})(\\d{2})");
  private static final Pattern MILLIS = Pattern.compile("-?\\d{1,18}");
  private static final Pattern DATE =
      Pattern.compile(
          "(\\d{4})(?:[-:/](\\d{1,2})(?:[-:/](\\d{1,2})"
              + "(?:[Tt ](\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,3})\\d*)?)?)?)?)?"
              + " ?([Zz]|[+-]\\d{2}(?::?\\d{2})?)?");

  private final Instant now;
  private final ZoneId zone;
  private boolean usedNow;

  TimeReader(Instant now, ZoneId zone) {
    this.now = now;
    this.zone = zone;
  }

  /** Whether anything read so far depends on the time of asking. */
  boolean usedNow() {
    return usedNow;
  }

  /** What a date means; empty if it is none. */
  Optional<TimeSpan> read(String text) {
    if (RelativeTime.says(text)) {
      usedNow = true;
      return RelativeTime.read(text, now, zone).map(moment -> new TimeSpan(moment, moment));
    }
    try {
      return readDate(text);
    } catch (DateTimeException | ArithmeticException outOfRange) {
      return Optional.empty();
    }
  }

  /** The days that a date means, as midnights in UTC; empty if it is none. */
  Optional<TimeSpan> days(String text) {
    boolean midnight = MILLIS.matcher(text).matches() && text.length() > 8;
    return read(text)
        .map(
            span ->
                midnight && span.from() % Dates.DAY == 0
                    ? span
                    : new TimeSpan(Dates.dayAt(span.from(), zone), Dates.dayAt(span.to(), zone)));
  }

  private Optional<TimeSpan> readDate(String text) {
    Matcher day = DAY_WITHOUT_DASHES.matcher(text);
    if (day.matches()) {
      return readDate(day.group(1) + "-" + day.group(2) + "-" + day.group(3));
    }
    Matcher date = DATE.matcher(text);
    if (date.matches()) {
      return Optional.of(span(date));
    }
    if (MILLIS.matcher(text).matches()) {
      long moment = Long.parseLong(text);
      return Optional.of(new TimeSpan(moment, moment));
    }
    return Optional.empty();
  }

  private TimeSpan span(Matcher date) {
    ZoneId offset =
        date.group(8) == null ? zone : ZoneOffset.of(date.group(8).toUpperCase(Locale.ROOT));
    ZonedDateTime from =
        LocalDateTime.of(
                number(date, 1, 0),
                number(date, 2, 1),
                number(date, 3, 1),
                number(date, 4, 0),
                number(date, 5, 0),
                number(date, 6, 0),
                millis(date.group(7)) * 1_000_000)
            .atZone(offset);
    ChronoUnit[] units = {
      ChronoUnit.YEARS,
      ChronoUnit.MONTHS,
      ChronoUnit.DAYS,
      ChronoUnit.HOURS,
      ChronoUnit.MINUTES,
      ChronoUnit.SECONDS,
      ChronoUnit.MILLIS
    };
    int finest = 1;
    while (finest < units.length && date.group(finest + 1) != null) {
      finest++;
    }
    return new TimeSpan(
        from.toInstant().toEpochMilli(),
        from.plus(1, units[finest - 1]).toInstant().toEpochMilli() - 1);
  }

  private static int number(Matcher date, int group, int absent) {
    return date.group(group) == null ? absent : Integer.parseInt(date.group(group));
  }

  private static int millis(String fraction) {
    return fraction == null ? 0 : Integer.parseInt((fraction + "00").substring(0, 3));
  }
}
