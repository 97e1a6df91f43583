package dev.carillon.hooks.http.login;

import java.time.Duration;
import java.time.Instant;

/**
 * A token that lets a webhook's requests pass at its receiver. Never printed.
 *
 * @param value what stands behind {@code Bearer}: printable ASCII characters without spaces
 * @param renewAt when the next one is requested, while this one is still in use
 * @param endsAt when it is not used any more
 */
public record AccessToken(String value, Instant renewAt, Instant endsAt) {

  /** The longest token, in characters: what fits a header. */
  static final int LENGTH_MAX = 8 * 1024;

  /** The time that a token is used if its endpoint does not say when it ends. */
  private static final Duration UNKNOWN_LIFE = Duration.ofMinutes(5);

  /** The longest time that a token is kept, whatever its endpoint says. */
  private static final Duration LIFE_MAX = Duration.ofDays(1);

  /** A token of a long life is renewed so long before its end. */
  private static final Duration RENEWED_BEFORE = Duration.ofMinutes(1);

  /** A token of a short life is renewed after this part of it, in percent. */
  private static final int RENEWED_AFTER = 80;

  /**
   * A token that was given now.
   *
   * @param expiresIn the member {@code expires_in} of RFC 6749, section 5.1, in seconds; empty or
   *     not a whole number = it is not known
   */
  static AccessToken given(String value, String expiresIn, Instant now) {
    Duration life =
        expiresIn.matches("[0-9]{1,9}")
            ? Duration.ofSeconds(Long.parseLong(expiresIn))
            : UNKNOWN_LIFE;
    if (life.compareTo(LIFE_MAX) > 0) {
      life = LIFE_MAX;
    }
    Instant late = now.plus(life.minus(RENEWED_BEFORE));
    Instant part = now.plus(life.multipliedBy(RENEWED_AFTER).dividedBy(100));
    return new AccessToken(value, late.isAfter(part) ? late : part, now.plus(life));
  }

  /** Whether it can still be used. */
  boolean usableAt(Instant now) {
    return now.isBefore(endsAt);
  }

  @Override
  public String toString() {
    return "AccessToken[…, endsAt=" + endsAt + "]";
  }
}
