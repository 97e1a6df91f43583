package dev.carillon.hooks.spring.observation;

import io.micrometer.common.KeyValues;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import java.net.URI;
import java.util.Locale;

/**
 * One attempt: begins in the span that its event was recorded in, and is a request to a receiver.
 */
final class AttemptContext extends ReceiverContext<String> {

  private static final String NONE = "none";

  private String outcome = NONE;
  private String status = NONE;
  private KeyValues details = KeyValues.empty();

  /**
   * Of an event that was recorded in this span.
   *
   * @param recordedIn a {@code traceparent} header; empty where none is known
   */
  AttemptContext(String recordedIn) {
    super((carrier, key) -> key.equalsIgnoreCase("traceparent") ? carrier : null, Kind.CLIENT);
    if (!recordedIn.isEmpty()) {
      setCarrier(recordedIn);
    }
  }

  /** For the span alone: of values there are many. */
  void detail(String key, String value) {
    details = details.and(key, value);
  }

  /** Where the request goes: its host, since a path may hold a secret. */
  void url(String url) {
    try {
      String host = URI.create(url).getHost();
      if (host != null) {
        detail("server.address", host.toLowerCase(Locale.ROOT));
      }
    } catch (IllegalArgumentException notOne) {
      // the attempt itself says so
    }
  }

  /**
   * How it ended.
   *
   * @param kind accepted, rejected, unreachable or blocked
   * @param code the response's status; 0 = there was none
   */
  void ended(String kind, int code) {
    outcome = kind;
    status = code == 0 ? NONE : code / 100 + "xx";
    if (code != 0) {
      detail("http.response.status_code", Integer.toString(code));
    }
  }

  /** Few values: what metrics are told apart by. */
  KeyValues tags() {
    return KeyValues.of("outcome", outcome, "status", status);
  }

  KeyValues details() {
    return details;
  }
}
