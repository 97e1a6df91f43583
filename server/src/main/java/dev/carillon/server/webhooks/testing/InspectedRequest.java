package dev.carillon.server.webhooks.testing;

import dev.carillon.server.platform.http.loopback.LoopbackRequest;
import java.time.Instant;

/**
 * A request that an inspector got.
 *
 * @param at when it had come in whole
 * @param path below the inspector's URL, with its query
 * @param seal what became of its signature
 */
record InspectedRequest(String id, Instant at, String path, LoopbackRequest request, Seal seal) {

  /** About how much memory it takes. */
  long bytes() {
    long headers =
        request.headers().stream()
            .mapToLong(header -> 100 + header.name().length() + header.value().length())
            .sum();
    return 500 + headers + path.length() + request.body().length;
  }

  /**
   * Whether a request is signed.
   *
   * @param signature {@code valid}, {@code invalid} or {@code none}
   * @param webhook the id of the webhook whose token fits; empty = none of them
   */
  record Seal(String signature, String webhook) {}
}
