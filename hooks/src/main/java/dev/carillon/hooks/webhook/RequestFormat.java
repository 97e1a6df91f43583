package dev.carillon.hooks.webhook;

import dev.carillon.hooks.event.CloudEvents;
import dev.carillon.hooks.event.PayloadFormat;
import dev.carillon.hooks.validation.Violations;
import java.util.Locale;
import java.util.Map;

/**
 * How a webhook's requests differ from those of other webhooks.
 *
 * @param payloads in which form it gets payloads
 * @param ed25519 whether requests also carry the signatures of Standard Webhooks that are made with
 *     private keys, {@code v1a}
 */
public record RequestFormat(PayloadFormat payloads, boolean ed25519) {

  /** As all webhooks were sent to before there was a choice. */
  public static final RequestFormat DEFAULT = new RequestFormat(PayloadFormat.NATIVE, false);

  /** The same with payloads in another form. */
  public RequestFormat with(PayloadFormat other) {
    return new RequestFormat(other, ed25519);
  }

  /** Whether requests have a header of this name because of the form of payloads. */
  public boolean sets(String header) {
    return payloads instanceof CloudEvents events
        && events.mode() == CloudEvents.Mode.BINARY
        && header.toLowerCase(Locale.ROOT).startsWith(CloudEvents.HEADER_PREFIX);
  }

  /** Collects a format that does not go with events that are held. */
  void check(Grouping grouping, Violations violations) {
    if (grouping.any() && payloads instanceof CloudEvents events) {
      violations.add(
          "format",
          "cloudevents-" + events.mode().name().toLowerCase(Locale.ROOT),
          "native, because events of this webhook are held, to be debounced or sent in batches, and"
              + " a CloudEvent is one event");
    }
  }

  /** Collects headers of the webhook that its format sets. */
  void check(Map<String, String> headers, Violations violations) {
    for (String name : headers.keySet()) {
      if (sets(name)) {
        violations.add(
            "headers",
            name,
            "a header whose name does not begin with "
                + CloudEvents.HEADER_PREFIX
                + ", because CloudEvents in binary mode set these: leave it out");
      }
    }
  }
}
