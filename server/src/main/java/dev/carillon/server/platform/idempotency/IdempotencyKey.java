package dev.carillon.server.platform.idempotency;

import dev.carillon.server.platform.http.Problem;
import java.util.List;
import java.util.Optional;

/**
 * What a caller calls a request, to be carried out once however often it is sent.
 *
 * @param text 1 to 255 characters of printable ASCII
 */
public record IdempotencyKey(String text) {

  /** The header that holds it. */
  public static final String HEADER = "Idempotency-Key";

  private static final int LENGTH_MAX = 255;

  /**
   * The key in these values of the header; empty where there is none.
   *
   * @throws Problem 400 where it is none, or there are several
   */
  public static Optional<IdempotencyKey> of(List<String> values) {
    if (values.isEmpty()) {
      return Optional.empty();
    }
    String text = values.getFirst().strip();
    if (values.size() > 1) {
      throw Problem.badRequest("The header " + HEADER + " occurs more than once in the request");
    }
    if (text.isEmpty() || text.length() > LENGTH_MAX || !text.matches("[ -~]*")) {
      throw Problem.badField(
          HEADER, text, "1 to " + LENGTH_MAX + " characters of printable ASCII, such as a UUID");
    }
    return Optional.of(new IdempotencyKey(text));
  }
}
