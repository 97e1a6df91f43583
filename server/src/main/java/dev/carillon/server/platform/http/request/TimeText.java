package dev.carillon.server.platform.http.request;

import dev.carillon.hooks.delivery.DeliveryFilter.Span;
import dev.carillon.server.platform.http.Problem;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** How times and durations are written and read. */
public final class TimeText {

  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
  private static final Instant LATEST = Instant.parse("9998-12-31T00:00:00Z");
  private static final double MICROS_PER_MILLI = 1_000;

  private TimeText() {}

  /** RFC 3339 in UTC with milliseconds. */
  public static String text(Instant time) {
    return FORM.format(time);
  }

  /** Milliseconds with three digits behind the point. */
  public static double millis(Duration duration) {
    long micros = duration.toNanos() / 1_000;
    return micros / MICROS_PER_MILLI;
  }

  /**
   * The time between two, each of which may be empty.
   *
   * @throws Problem 400 where one is no time, or the second does not come after the first
   */
  public static Span span(String from, String to) {
    Span span =
        new Span(
            from.isEmpty() ? Span.ALWAYS.from() : time("from", from),
            to.isEmpty() ? Span.ALWAYS.to() : time("to", to));
    if (!span.from().isBefore(span.to())) {
      throw Problem.badField("to", to, "later than 'from'");
    }
    return span;
  }

  private static Instant time(String key, String text) {
    try {
      Instant time =
          text.matches("[0-9]{1,15}")
              ? Instant.ofEpochMilli(Long.parseLong(text))
              : OffsetDateTime.parse(text).toInstant();
      if (!time.isBefore(Instant.EPOCH) && time.isBefore(LATEST)) {
        return time;
      }
    } catch (DateTimeException notOne) {
      // refused below
    }
    throw Problem.badField(
        key, text, "a time such as 2026-11-25T10:00:00Z, or milliseconds since 1970");
  }
}
