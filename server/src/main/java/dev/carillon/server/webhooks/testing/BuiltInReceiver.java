package dev.carillon.server.webhooks.testing;

import dev.carillon.server.platform.http.loopback.LoopbackRequest;
import dev.carillon.server.platform.http.request.JsonFields;
import java.time.Instant;

/**
 * A built-in receiver ({@code /api/inspectors}): a URL that takes requests, of which the latest are
 * kept.
 *
 * @param reaction how it responds
 * @param usedAt when a request came, or somebody looked at it, to a minute
 */
record BuiltInReceiver(String id, Reaction reaction, Instant usedAt) {

  /** How many requests of a receiver are kept. */
  static final int KEPT_MAX = 200;

  /** How many bytes they may have together; the latest always stays. */
  static final long BYTES_MAX = 2L << 20;

  /**
   * A request that a receiver got.
   *
   * @param at when it had come in whole
   * @param path below the receiver's URL, with its query
   * @param signature whether it is signed
   */
  record Received(
      String id,
      Instant at,
      String path,
      LoopbackRequest request,
      SignatureCheck.Result signature) {

    /** About how much memory it takes. */
    long bytes() {
      long headers =
          request.headers().stream()
              .mapToLong(header -> 100 + header.name().length() + header.value().length())
              .sum();
      return 500 + headers + path.length() + request.body().length;
    }
  }

  /**
   * How a receiver responds.
   *
   * @param status the HTTP status
   * @param delayMs how long it waits before
   * @param drop whether it closes the connection instead
   * @param body the response's body
   * @param retryAfter the response's {@code Retry-After}; empty = none
   */
  record Reaction(int status, int delayMs, boolean drop, String body, String retryAfter) {

    private static final Reaction PLAIN = new Reaction(200, 0, false, "", "");

    /** A new receiver's. */
    static Reaction of(JsonFields fields) {
      return PLAIN.changed(fields);
    }

    /** This one, but for what the fields say. */
    Reaction changed(JsonFields fields) {
      String header = retryAfter(fields);
      return new Reaction(
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
}
