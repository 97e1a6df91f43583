package dev.carillon.server.webhooks.testing;

import java.time.Instant;

/**
 * A built-in receiver ({@code /api/inspectors}): a URL that takes requests, of which the latest are
 * kept.
 *
 * @param response how it responds
 * @param usedAt when a request came, or a user looked at it, to a minute
 */
record BuiltInReceiver(String id, ChosenResponse response, Instant usedAt) {

  /** How many requests of a receiver are kept. */
  static final int KEPT_MAX = 200;

  /** How many bytes they may have together; the latest always stays. */
  static final long BYTES_MAX = 2L << 20;
}
