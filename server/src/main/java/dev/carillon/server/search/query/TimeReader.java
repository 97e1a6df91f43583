package dev.carillon.server.search.query;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the dates of one query: {@code 2012}, {@code 2012-03-23T13:16}, {@code NOW@DAY-1MONTH}. */
final class TimeReader {

  private static final String UNIT =
      "(MILLISECONDS?|MILLIS?|MINUTES?|MIN|MONTHS?|M|YEARS?|Y|WEEKS?|W|DAYS?|DATE|D|HOURS?|H"
          + "|SECONDS?|S)(?![A-Z])";
  private static final Pattern NOW =
      Pattern.compile("(?i)NOW(?:[@/]" + UNIT + "|[+-]\\d{1,9}" + UNIT + ")*");
  private static final Pattern STEP = Pattern.compile("(?i)([@/]|[+-]\\d{1,9})" + UNIT);
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
    try {
      if (NOW.matcher(text).matches()) {
        usedNow = true;
        long moment = fromNow(text);
        return Optional.of(new TimeSpan(moment, moment));
      }
      return readDate(text);
    } catch (DateTimeException | ArithmeticException outOfRange) {
      return Optional.empty();
    }
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
    ZoneId offset = date.group(8) == null ? zone : ZoneOffset.of(normalOffset(date.group(8)));
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

  private static String normalOffset(String offset) {
    return offset.toUpperCase(Locale.ROOT);
  }

  private long fromNow(String text) {
    ZonedDateTime moment = now.atZone(zone);
    Matcher step = STEP.matcher(text);
    while (step.find()) {
      ChronoUnit by = unit(step.group(2).toUpperCase(Locale.ROOT));
      String what = step.group(1);
      moment = what.length() == 1 ? startOf(moment, by) : moment.plus(Long.parseLong(what), by);
    }
    return moment.toInstant().toEpochMilli();
  }

  private static ChronoUnit unit(String name) {
    return switch (name) {
      case "Y", "YEAR", "YEARS" -> ChronoUnit.YEARS;
      case "M", "MONTH", "MONTHS" -> ChronoUnit.MONTHS;
      case "W", "WEEK", "WEEKS" -> ChronoUnit.WEEKS;
      case "D", "DAY", "DAYS", "DATE" -> ChronoUnit.DAYS;
      case "H", "HOUR", "HOURS" -> ChronoUnit.HOURS;
      case "MIN", "MINUTE", "MINUTES" -> ChronoUnit.MINUTES;
      case "S", "SECOND", "SECONDS" -> ChronoUnit.SECONDS;
      default -> ChronoUnit.MILLIS;
    };
  }

  private static ZonedDateTime startOf(ZonedDateTime moment, ChronoUnit unit) {
    return switch (unit) {
      case YEARS -> moment.withDayOfYear(1).truncatedTo(ChronoUnit.DAYS);
      case MONTHS -> moment.withDayOfMonth(1).truncatedTo(ChronoUnit.DAYS);
      case WEEKS ->
          moment
              .with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY))
              .truncatedTo(ChronoUnit.DAYS);
      default -> moment.truncatedTo(unit);
    };
  }
}
