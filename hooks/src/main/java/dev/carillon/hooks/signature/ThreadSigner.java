package dev.carillon.hooks.signature;

import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.SignedRequest;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;

/**
 * Makes signed requests on one thread, as a {@link RequestSigner} does on many. It keeps what the
 * requests of a webhook have in common, for the webhooks that were sent to last.
 */
public final class ThreadSigner {

  /** About 1.5 kB each. */
  private static final int TEMPLATES_MAX = 4_000;

  private final RequestSigner signer;

  /** The templates in the order of their use, the last used one at the end. */
  private final LinkedHashMap<Webhook.Id, RequestTemplate> templates =
      new LinkedHashMap<>(16, 0.75f, true);

  ThreadSigner(RequestSigner signer) {
    this.signer = signer;
  }

  /**
   * The request for one attempt of a delivery, byte for byte that of {@link RequestSigner#sign}.
   *
   * @param attempt 1 for the first attempt
   * @param at the attempt's time, by the wall clock; signed
   * @param timeout the deadline of the whole attempt
   * @throws IllegalArgumentException if a header of the webhook has a character that none may have
   */
  public SignedRequest sign(
      DueDelivery due, Webhook webhook, int attempt, Instant at, Duration timeout) {
    RequestTemplate template = templates.get(webhook.id());
    if (template == null
        || !template.fits(webhook, at)
        || (webhook.format().ed25519() && !template.signedBy(signer.keys(webhook, at)))) {
      template = signer.template(webhook, at);
      templates.put(webhook.id(), template);
      if (templates.size() > TEMPLATES_MAX) {
        templates.pollFirstEntry();
      }
    }
    return template.sign(due, attempt, at, timeout);
  }

  /** Drops what is cached for a removed webhook. */
  public void forget(Webhook.Id webhook) {
    templates.remove(webhook);
  }

  /** How many webhooks it keeps something of. */
  int templates() {
    return templates.size();
  }
}
