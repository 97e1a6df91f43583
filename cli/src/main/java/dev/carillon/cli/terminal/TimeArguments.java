package dev.carillon.cli.terminal;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times and durations as people type them. */
public final class TimeArguments {

  private static final Pattern SPAN = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");

  private TimeArguments() {}

  /**
   * A moment: a time with its zone, or how long ago, such as {@code 2h}.
   *
   * @throws Failure where it is neither
   */
  public static Instant moment(String option, String text, Instant now) {
    if (SPAN.matcher(text).matches()) {
      return now.minus(span(option, text));
    }
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException wrong) {
      throw new Failure(
          ExitCode.USAGE,
          ("%s is '%s', but must be a time such as 2026-11-25T10:00:00Z or how long ago,"
                  + " such as 90s, 30m, 2h or 7d")
              .formatted(option, text));
    }
  }

  /**
   * A duration such as {@code 3s}.
   *
   * @throws Failure where it is none
   */
  public static Duration span(String option, String text) {
    Matcher span = SPAN.matcher(text);
    if (!span.matches()) {
      throw new Failure(
          ExitCode.USAGE,
          option + " is '" + text + "', but must be a duration such as 500ms, 3s, 10m, 2h or 7d");
    }
    long number = Long.parseLong(span.group(1));
    return switch (span.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }
}
