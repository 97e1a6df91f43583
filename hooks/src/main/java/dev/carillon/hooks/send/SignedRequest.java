package dev.carillon.hooks.send;

import dev.carillon.hooks.delivery.Answer.Header;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One POST, ready to go: exactly these headers in this order, and these bytes. Only {@code Host},
 * {@code Content-Length} and {@code Connection} are the sender's.
 *
 * @param url exactly as it was configured
 * @param headers what is sent, signatures included
 * @param payload the body
 * @param timeout the deadline of the whole attempt, from look-up to the answer's last byte
 */
public record SignedRequest(String url, List<Header> headers, Payload payload, Duration timeout) {

  public SignedRequest {
    headers = List.copyOf(headers);
  }

  /**
   * The request for one attempt of a delivery.
   *
   * @param attempt 1 for the first try
   * @param at the attempt's time, by the wall clock; signed
   * @param userAgent who sends
   */
  public static SignedRequest of(
      Delivery delivery,
      Payload payload,
      Webhook webhook,
      int attempt,
      Instant at,
      Duration timeout,
      String userAgent) {
    List<String> tokens = webhook.secret().tokensAt(at);
    String id = delivery.id().value();
    long timestamp = at.getEpochSecond();
    List<Header> headers = new ArrayList<>();
    headers.add(new Header("Content-Type", "application/json; charset=UTF-8"));
    headers.add(new Header("User-Agent", userAgent));
    headers.add(new Header("X-Hook-Signature", Signer.hookSignature(tokens.getFirst(), payload)));
    headers.add(new Header("webhook-id", id));
    headers.add(new Header("webhook-timestamp", Long.toString(timestamp)));
    headers.add(
        new Header("webhook-signature", standardSignatures(tokens, id, timestamp, payload)));
    headers.add(new Header("X-Hook-Event", delivery.type().name()));
    headers.add(new Header("X-Hook-Attempt", Integer.toString(attempt)));
    webhook.headers().forEach((name, value) -> headers.add(new Header(name, value)));
    return new SignedRequest(webhook.url(), headers, payload, timeout);
  }

  private static String standardSignatures(
      List<String> tokens, String id, long timestamp, Payload payload) {
    List<String> signatures = new ArrayList<>();
    for (String token : tokens) {
      signatures.add(Signer.standardSignature(token, id, timestamp, payload));
    }
    return String.join(" ", signatures);
  }

  /** Headers hold secrets: only their names are printed. */
  @Override
  public String toString() {
    return "POST " + url + " " + headers.stream().map(Header::name).toList() + " " + payload;
  }
}
