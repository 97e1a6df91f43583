package dev.carillon.hooks.signature;

import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.SignedRequest;
import dev.carillon.hooks.webhook.SigningKey;
import dev.carillon.hooks.webhook.SigningKeys;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes the signed request of each attempt, and keeps the prepared keys of tokens in use. Safe for
 * use by many threads.
 */
public final class RequestSigner {

  private static final int SIGNERS_MAX = 10_000;

  private final String userAgent;
  private final SigningKeys keys;
  private final Map<String, Signer> signers = new ConcurrentHashMap<>();

  /**
   * A signer of requests.
   *
   * @param userAgent who sends
   */
  public RequestSigner(String userAgent) {
    this(userAgent, SigningKeys.NONE);
  }

  /**
   * A signer of requests, of which some are signed by Ed25519, too.
   *
   * @param userAgent who sends
   * @param keys sign requests of webhooks that ask for it
   */
  public RequestSigner(String userAgent, SigningKeys keys) {
    this.userAgent = userAgent;
    this.keys = keys;
  }

  /** Who sends. */
  public String userAgent() {
    return userAgent;
  }

  /** A signer that makes the same requests cheaper, on one thread alone. */
  public ThreadSigner forOneThread() {
    return new ThreadSigner(this);
  }

  /**
   * The request for one attempt of a delivery.
   *
   * @param attempt 1 for the first attempt
   * @param at the attempt's time, by the wall clock; signed
   * @param timeout the deadline of the whole attempt
   * @throws IllegalArgumentException if a header of the webhook has a character that none may have
   */
  public SignedRequest sign(
      DueDelivery due, Webhook webhook, int attempt, Instant at, Duration timeout) {
    return template(webhook, at).sign(due, attempt, at, timeout);
  }

  /** What all requests of this webhook have in common while the same tokens sign as now. */
  RequestTemplate template(Webhook webhook, Instant at) {
    List<HmacSignatures> tokens = new ArrayList<>(2);
    for (String token : webhook.secret().tokensAt(at)) {
      tokens.add(signer(token).copy());
    }
    return new RequestTemplate(webhook, userAgent, at, tokens, keys(webhook, at));
  }

  /** The keys that sign requests of this webhook at a time. */
  List<SigningKey> keys(Webhook webhook, Instant at) {
    return webhook.format().ed25519() ? keys.at(at) : List.of();
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
