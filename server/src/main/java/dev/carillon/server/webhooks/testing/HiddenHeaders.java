package dev.carillon.server.webhooks.testing;

import dev.carillon.hooks.delivery.Header;
import dev.carillon.hooks.webhook.WebhookSet;
import dev.carillon.hooks.webhook.Webhooks;
import dev.carillon.server.platform.http.loopback.LoopbackRequest;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Hides the values of headers that only a webhook's receiver may see. A built-in receiver is shown
 * to all who may read webhooks, so it keeps no more than they see elsewhere: of a signed request
 * the values of the headers that every webhook sends, of others all but those that some webhook
 * sends as its own.
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
          "traceparent",
          "ce-specversion",
          "ce-id",
          "ce-source",
          "ce-type",
          "ce-subject",
          "ce-time",
          "ce-dataschema",
          "ce-traceparent");

  private final Webhooks webhooks;
  private volatile Own known = new Own(null, Set.of());

  HiddenHeaders(Webhooks webhooks) {
    this.webhooks = webhooks;
  }

  /** The request as it may be shown, with the values of these headers masked. */
  LoopbackRequest masked(LoopbackRequest request) {
    boolean signed =
        !request.header("webhook-signature").isEmpty()
            || !request.header("X-Hook-Signature").isEmpty();
    Set<String> own = own(webhooks.current());
    return new LoopbackRequest(
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

  /** Gathered once for each set of webhooks: requests may come quicker than webhooks change. */
  private Set<String> own(WebhookSet current) {
    Own last = known;
    if (last.of() != current) {
      Set<String> names = anyCase();
      current.webhooks().forEach(webhook -> names.addAll(webhook.headers().keySet()));
      last = new Own(current, names);
      known = last;
    }
    return last.names();
  }

  /** The names of the headers that these webhooks send as their own. */
  private record Own(@Nullable WebhookSet of, Set<String> names) {}

  private static Set<String> anyCase(String... names) {
    Set<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    set.addAll(Arrays.asList(names));
    return set;
  }
}
