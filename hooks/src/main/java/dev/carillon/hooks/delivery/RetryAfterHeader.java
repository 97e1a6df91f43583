package dev.carillon.hooks.delivery;

import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;

/**
 * The {@code Retry-After} header of a response (RFC 9110, section 10.2.3): seconds or an HTTP date.
 * {@link Settlement} says when it counts.
 */
final class RetryAfterHeader {

  /** No receiver can put a retry off for longer. */
  static final Duration MAX = Duration.ofHours(24);

  private static final BigInteger MAX_SECONDS = BigInteger.valueOf(MAX.toSeconds());
  private static final Pattern SECONDS = Pattern.compile("[0-9]+");

  private RetryAfterHeader() {}

  /** How long the receiver asks to wait; zero where it does not say, or says nonsense. */
  static Duration of(ReceiverResponse response, Instant wallTime) {
    return response
        .header("Retry-After")
        .map(text -> parse(text.strip(), wallTime))
        .orElse(Duration.ZERO);
  }

  private static Duration parse(String text, Instant wallTime) {
    if (SECONDS.matcher(text).matches()) {
      BigInteger seconds = new BigInteger(text);
      return seconds.compareTo(MAX_SECONDS) >= 0
          ? MAX
          : Duration.ofSeconds(seconds.longValueExact());
    }
    try {
      Instant until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration wait = Duration.between(wallTime, until);
      return wait.isNegative() ? Duration.ZERO : wait.compareTo(MAX) > 0 ? MAX : wait;
    } catch (DateTimeException junk) {
      return Duration.ZERO;
    }
  }
}
