package dev.carillon.hooks.webhook;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The settings that requests to a webhook were made with for a while. Each change of one of them
 * begins a new revision, and each attempt names the revision that it used. Kept for as long as a
 * delivery in the log may have been sent by it, whatever became of the webhook.
 *
 * @param number 1 for the first, one more for each change
 * @param url where requests went
 * @param headers additional request headers; their values are secrets
 * @param secret signed the requests
 * @param certificate what was shown to receivers that asked for a certificate, as PEM without its
 *     key; empty = nothing
 * @param timeoutSeconds the deadline of an attempt; 0 = as the server said
 * @param madeAt since when it was in use, by the engine's clock
 * @param format how the requests differed from those of other webhooks
 * @param login how the requests logged in at the receiver, with a masked secret
 */
public record WebhookRevision(
    int number,
    String url,
    Map<String, String> headers,
    Secret secret,
    String certificate,
    int timeoutSeconds,
    Instant madeAt,
    RequestFormat format,
    ReceiverLogin login) {

  public WebhookRevision {
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
  }

  /** The present revision of a webhook. */
  public static WebhookRevision of(Webhook webhook, Instant madeAt) {
    return new WebhookRevision(
        webhook.revision(),
        webhook.url(),
        webhook.headers(),
        webhook.secret(),
        webhook.certificate().chain(),
        webhook.limits().timeoutSeconds(),
        madeAt,
        webhook.format(),
        webhook.login().withoutSecret());
  }

  @Override
  public String toString() {
    return "WebhookRevision[" + number + ", " + url + "]";
  }
}
