package dev.carillon.server.webhooks.testing;

import dev.carillon.server.platform.http.loopback.LoopbackRequest;
import dev.carillon.server.platform.http.request.JsonFields;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * A built-in receiver ({@code /api/inspectors}): a URL that takes requests and keeps the latest.
 */
final class BuiltInReceiver {

  private static final int KEPT_MAX = 200;
  private static final long BYTES_MAX = 2L << 20;

  private final String id;
  private final Deque<Received> requests = new ArrayDeque<>();
  private Reaction reaction;
  private Instant lastUsed;
  private long bytes;

  BuiltInReceiver(String id, Reaction reaction, Instant now) {
    this.id = id;
    this.reaction = reaction;
    this.lastUsed = now;
  }

  String id() {
    return id;
  }

  synchronized Reaction reaction() {
    return reaction;
  }

  synchronized void reaction(Reaction other) {
    reaction = other;
  }

  /** A request came, or it was looked at. */
  synchronized void used(Instant now) {
    lastUsed = now;
  }

  synchronized Instant lastUsed() {
    return lastUsed;
  }

  /** Keeps it, and drops the oldest if there are too many. The latest always stays. */
  synchronized void keep(Received request) {
    requests.addFirst(request);
    bytes += request.bytes();
    while (requests.size() > 1 && (requests.size() > KEPT_MAX || bytes > BYTES_MAX)) {
      bytes -= requests.removeLast().bytes();
    }
  }

  /** The newest first. */
  synchronized List<Received> requests() {
    return List.copyOf(requests);
  }

  synchronized void clear() {
    requests.clear();
    bytes = 0;
  }

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
