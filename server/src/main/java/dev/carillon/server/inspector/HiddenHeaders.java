package dev.carillon.server.inspector;

import dev.carillon.hooks.delivery.Answer.Header;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.Webhooks;
import dev.carillon.server.http.bare.BareRequest;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/**
 * Hides the values of headers that only a webhook's receiver may see. A built-in receiver is shown
 * to everybody who may look at webhooks, so it keeps no more than they see elsewhere: of a signed
 * request the values of the headers that every webhook sends, of others all but those that some
 * webhook sends as its own.
 */
final class HiddenHeaders {

  /** Stands for a value. */
  private static final String MASK = "********";

  /** What the sender itself sets. */
  private static final Set<String> OPEN =
      anyCase(
          "Host",
          "Connection",
          "Content-Type",
          "Content-Length",
          "User-Agent",
          "X-Hook-Signature",
          "webhook-id",
          "webhook-timestamp",
          "webhook-signature",
          "X-Hook-Event",
          "X-Hook-Attempt",
          "traceparent");

  private final Webhooks webhooks;

  HiddenHeaders(Webhooks webhooks) {
    this.webhooks = webhooks;
  }

  /** The request as it may be shown. */
  BareRequest in(BareRequest request) {
    boolean signed =
        !request.header("webhook-signature").isEmpty()
            || !request.header("X-Hook-Signature").isEmpty();
    Set<String> own = anyCase();
    for (Webhook webhook : webhooks.current().webhooks()) {
      own.addAll(webhook.headers().keySet());
    }
    return new BareRequest(
        request.method(),
        request.target(),
        request.headers().stream()
            .map(
                header ->
                    own.contains(header.name()) || (signed && !OPEN.contains(header.name()))
                        ? new Header(header.name(), MASK)
                        : header)
            .toList(),
        request.body(),
        request.bodyBytes());
  }

  private static Set<String> anyCase(String... names) {
    Set<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    set.addAll(Arrays.asList(names));
    return set;
  }
}
