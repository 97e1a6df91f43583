package dev.carillon.server.webhooks.testing;

import dev.carillon.server.platform.http.loopback.LoopbackRequest;
import java.time.Instant;

/**
 * A request that a built-in receiver got.
 *
 * @param at when it had come in whole
 * @param path below the receiver's URL, with its query
 * @param signature whether it is signed
 */
record ReceivedRequest(
    String id, Instant at, String path, LoopbackRequest request, SignatureCheck.Result signature) {

  /** About how much memory it takes. */
  long bytes() {
    long headers =
        request.headers().stream()
            .mapToLong(header -> 100 + header.name().length() + header.value().length())
            .sum();
    return 500 + headers + path.length() + request.body().length;
  }
}
