package dev.carillon.server.platform.idempotency;

import dev.carillon.hooks.webhook.SecretCipher;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/**
 * The response to a request whose key was claimed before.
 *
 * @param own by what its claims are known
 * @param alone whether there can be no other process
 */
record RepeatedKeyResponses(SecretCipher cipher, String own, boolean alone, InstantSource clock) {

  static final int OUTCOME_UNKNOWN = 504;

  /** By then a call has ended, or the node that carries it out has. */
  private static final Duration CALL_MAX = Duration.ofMinutes(10);

  private static final int RETRY_SECONDS = 1;
  private static final String KEY = "The " + IdempotencyKey.HEADER + " of this request ";

  /**
   * The answer that was given before.
   *
   * @throws Problem 409 where there is none, or none any more
   */
  Response of(KeyRows.Row row) {
    if (row.status() == 0) {
      throw runsElsewhere(row)
          ? inUse()
          : unknown(row, "its server stopped before it sent the response");
    }
    if (row.status() >= 400) {
      throw unknown(row, "it failed with status " + row.status() + " after a part was stored");
    }
    byte[] answer = row.answer().orElseThrow(() -> notKept(row, "is too large to be stored"));
    try {
      return StoredResponse.read(cipher.decrypt(answer)).again();
    } catch (IllegalStateException keyIsGone) {
      throw notKept(row, "was encrypted with a key that no longer exists");
    }
  }

  /** 409: it is being carried out. */
  static Problem inUse() {
    return Problem.conflictForNow(
        "IdempotencyKeyInUse",
        KEY + "belongs to a request that is still running; send it again to get the response",
        RETRY_SECONDS);
  }

  /** 422: method, path, parameters or body differ. */
  static Problem otherRequest() {
    return new Problem(
        422,
        "IdempotencyKeyReused",
        KEY
            + "was used for another request in the last 24 hours, with another method,"
            + " path, parameter or body; a new request needs a new key");
  }

  private boolean runsElsewhere(KeyRows.Row row) {
    boolean ended = alone || row.claimant().equals(own);
    return !ended && clock.millis() - row.at() < CALL_MAX.toMillis();
  }

  private static Problem unknown(KeyRows.Row row, String why) {
    return new Problem(
        409,
        "IdempotencyOutcomeUnknown",
        KEY
            + "was sent at "
            + time(row)
            + ", and "
            + why
            + ": its changes may have been made. Check, and send the request with a new"
            + " key if it is still needed");
  }

  private static Problem notKept(KeyRows.Row row, String why) {
    return new Problem(
        409,
        "IdempotencyAnswerNotKept",
        KEY
            + "was sent at "
            + time(row)
            + " and completed with status "
            + row.status()
            + "; its response "
            + why);
  }

  private static String time(KeyRows.Row row) {
    return Instant.ofEpochMilli(row.at()).truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
