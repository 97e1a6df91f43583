package dev.carillon.hooks.signature;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Response.Header;
import dev.carillon.hooks.delivery.SignedRequest;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Makes the signed request of each attempt, and keeps the prepared keys of tokens in use. */
public final class RequestSigner {

  private static final int SIGNERS_MAX = 10_000;

  private final String userAgent;
  private final Map<String, Signer> signers = new ConcurrentHashMap<>();

  /**
   * A signer of requests.
   *
   * @param userAgent who sends
   */
  public RequestSigner(String userAgent) {
    this.userAgent = userAgent;
  }

  /** Who sends. */
  public String userAgent() {
    return userAgent;
  }

  /**
   * The request for one attempt of a delivery.
   *
   * @param attempt 1 for the first try
   * @param at the attempt's time, by the wall clock; signed
   * @param timeout the deadline of the whole attempt
   */
  public SignedRequest sign(
      DueDelivery due, Webhook webhook, int attempt, Instant at, Duration timeout) {
    Delivery delivery = due.delivery();
    Payload payload = due.payload();
    List<String> tokens = webhook.secret().tokensAt(at);
    String id = delivery.id().value();
    long timestamp = at.getEpochSecond();
    String standard = signer(tokens.getFirst()).standardSignature(id, timestamp, payload);
    for (String older : tokens.subList(1, tokens.size())) {
      standard += " " + signer(older).standardSignature(id, timestamp, payload);
    }
    List<Header> headers = new ArrayList<>(9 + webhook.headers().size());
    headers.add(new Header("Content-Type", "application/json; charset=UTF-8"));
    headers.add(new Header("User-Agent", userAgent));
    headers.add(new Header("X-Hook-Signature", signer(tokens.getFirst()).hookSignature(payload)));
    headers.add(new Header("webhook-id", id));
    headers.add(new Header("webhook-timestamp", Long.toString(timestamp)));
    headers.add(new Header("webhook-signature", standard));
    headers.add(new Header("X-Hook-Event", delivery.type().name()));
    headers.add(new Header("X-Hook-Attempt", Integer.toString(attempt)));
    if (webhook.headers().keySet().stream().noneMatch("traceparent"::equalsIgnoreCase)) {
      headers.add(new Header("traceparent", delivery.trace().parent(id, attempt)));
    }
    webhook.headers().forEach((name, value) -> headers.add(new Header(name, value)));
    return new SignedRequest(webhook.url(), headers, payload, timeout, webhook.certificate());
  }

  private Signer signer(String token) {
    Signer known = signers.get(token);
    if (known != null) {
      return known;
    }
    if (signers.size() >= SIGNERS_MAX) {
      signers.clear();
    }
    return signers.computeIfAbsent(token, Signer::of);
  }
}
