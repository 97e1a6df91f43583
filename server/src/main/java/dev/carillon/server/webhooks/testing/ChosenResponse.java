package dev.carillon.server.webhooks.testing;

import dev.carillon.server.platform.http.request.JsonFields;

/**
 * How a built-in receiver responds, as it was chosen.
 *
 * @param status the HTTP status
 * @param delayMs how long it waits before
 * @param drop whether it closes the connection instead
 * @param body the response's body
 * @param retryAfter the response's {@code Retry-After}; empty = none
 */
record ChosenResponse(int status, int delayMs, boolean drop, String body, String retryAfter) {

  /** A new receiver's. */
  static final ChosenResponse PLAIN = new ChosenResponse(200, 0, false, "", "");

  /** This one, but for what the fields say. */
  ChosenResponse changed(JsonFields fields) {
    String header = retryAfter(fields);
    return new ChosenResponse(
        fields.number("status", status),
        fields.number("delayMs", delayMs),
        fields.flag("drop", drop),
        fields.text("body").orElse(body),
        header);
  }

  /** Whatever a receiver may send: seconds, a date, or nonsense; but one line. */
  private String retryAfter(JsonFields fields) {
    String header = fields.text("retryAfter").orElse(retryAfter);
    if (!header.chars().allMatch(c -> c >= ' ' && c <= '~')) {
      throw fields.wrong("retryAfter", "a text of printable ASCII characters");
    }
    return header;
  }
}
