package dev.carillon.server.faults.clock;

import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import dev.carillon.hooks.testkit.Received;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A request as its receiver sees it.
 *
 * @param request as it came
 * @param at when it came, by the receiver's clock, which is right
 * @param nanos the same by a clock that does not step
 */
record Call(Received request, Instant at, long nanos) {

  static Call now(Received request) {
    return new Call(request, Instant.now(), System.nanoTime());
  }

  String delivery() {
    return request.header("webhook-id").orElseThrow();
  }

  int attempt() {
    return Integer.parseInt(request.header("X-Hook-Attempt").orElseThrow());
  }

  /** What the sender says when it was. */
  Instant timestamp() {
    return Instant.ofEpochSecond(Long.parseLong(request.header("webhook-timestamp").orElseThrow()));
  }

  /** Whether the published library accepts it now: it tolerates 300 seconds. */
  boolean verifies(String token) {
    Map<String, List<String>> headers = new HashMap<>();
    for (String name : List.of("webhook-id", "webhook-timestamp", "webhook-signature")) {
      headers.put(name, List.of(request.header(name).orElseThrow()));
    }
    try {
      new com.standardwebhooks.Webhook("whsec_" + token).verify(request.text(), headers);
      return true;
    } catch (WebhookVerificationException | EmptyWebhookSecretException refused) {
      return false;
    }
  }
}
