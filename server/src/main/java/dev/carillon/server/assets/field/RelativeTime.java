package dev.carillon.server.assets.field;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads moments relative to now: {@code NOW}, {@code NOW+1MONTH}, {@code NOW@DAY}. */
public final class RelativeTime {

  private static final String UNIT =
      "(MILLISECONDS?|MILLIS?|MINUTES?|MIN|MONTHS?|M|YEARS?|Y|WEEKS?|W|DAYS?|DATE|D|HOURS?|H"
          + "|SECONDS?|S)(?![A-Z])";
  private static final Pattern NOW =
      Pattern.compile("(?i)NOW(?:[@/]" + UNIT + "|[+-]\\d{1,9}" + UNIT + ")*");
  private static final Pattern STEP = Pattern.compile("(?i)([@/]|[+-]\\d{1,9})" + UNIT);

  /** Each step of an expression is a step down on the stack. */
  private static final int LENGTH_MAX = 200;

  private RelativeTime() {}

  /** Whether a text is such a moment. */
  public static boolean says(String text) {
    return text.length() <= LENGTH_MAX && NOW.matcher(text).matches();
  }

  /** The moment, in milliseconds since 1970; empty where the text is none, or one too far away. */
  public static Optional<Long> read(String text, Instant now, ZoneId zone) {
    if (!says(text)) {
      return Optional.empty();
    }
    try {
      ZonedDateTime moment = now.atZone(zone);
      Matcher step = STEP.matcher(text);
      while (step.find()) {
        ChronoUnit by = unit(step.group(2).toUpperCase(Locale.ROOT));
        String what = step.group(1);
        moment = what.length() == 1 ? startOf(moment, by) : moment.plus(Long.parseLong(what), by);
      }
      return Optional.of(moment.toInstant().toEpochMilli());
    } catch (DateTimeException | ArithmeticException outOfRange) {
      return Optional.empty();
    }
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
