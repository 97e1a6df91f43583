package dev.carillon.server.webhooks.testing;

import dev.carillon.server.platform.http.request.JsonFields;
import java.time.Instant;

/**
 * A built-in receiver ({@code /api/inspectors}): a URL that takes requests, of which the latest are
 * kept.
 *
 * @param name for people; may be empty
 * @param response how it responds
 * @param usedAt when a request came, or a user looked at it, to a minute
 */
record BuiltInReceiver(String id, String name, ChosenResponse response, Instant usedAt) {

  /** How many requests of a receiver are kept. */
  static final int KEPT_MAX = 200;

  /** How many bytes they may have together; the latest always stays. */
  static final long BYTES_MAX = 2L << 20;

  /** A new one. */
  static BuiltInReceiver of(String id, JsonFields fields, Instant now) {
    return new BuiltInReceiver(id, "", ChosenResponse.PLAIN, now).changed(fields, now);
  }

  /** This one, but for what the fields say. */
  BuiltInReceiver changed(JsonFields fields, Instant now) {
    return new BuiltInReceiver(
        id, fields.text("name").map(String::strip).orElse(name), response.changed(fields), now);
  }
}
