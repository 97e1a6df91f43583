package dev.carillon.server.webhooks.testing;

import dev.carillon.server.platform.http.request.JsonFields;

/**
 * How an inspector answers.
 *
 * @param status the HTTP status
 * @param delayMs how long it waits before
 * @param drop whether it closes the connection instead
 * @param body the answer's body
 * @param retryAfter the answer's {@code Retry-After}; empty = none
 */
record InspectorResponse(int status, int delayMs, boolean drop, String body, String retryAfter) {

  private static final InspectorResponse PLAIN = new InspectorResponse(200, 0, false, "", "");

  /** A new inspector's. */
  static InspectorResponse of(JsonFields fields) {
    return PLAIN.changed(fields);
  }

  /** This one, but for what the fields say. */
  InspectorResponse changed(JsonFields fields) {
    String header = retryAfter(fields);
    return new InspectorResponse(
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
