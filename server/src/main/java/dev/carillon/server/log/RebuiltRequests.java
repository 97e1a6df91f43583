package dev.carillon.server.log;

import dev.carillon.hooks.delivery.Answer.Header;
import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryLog.Detail;
import dev.carillon.hooks.delivery.Due;
import dev.carillon.hooks.send.RequestSigner;
import dev.carillon.hooks.send.TargetUrl;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.Webhooks;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Makes the requests of past attempts again: headers are not kept but follow from the webhook, the
 * time and the payload. Values of custom headers are masked; a signature by a token that is no more
 * is marked.
 */
public final class RebuiltRequests {

  /** Stands for the value of a custom header. */
  private static final String MASK = "********";

  private static final String UNKNOWN = "(not known any more: the token was replaced or removed)";
  private static final Set<String> SIGNATURES = Set.of("x-hook-signature", "webhook-signature");

  /** So long after its replacement a token may still have signed: on attempts just beginning. */
  private static final Duration OVERLAP = Duration.ofSeconds(2);

  private final Webhooks webhooks;
  private final RequestSigner signer;

  /**
   * Makes requests of these webhooks again.
   *
   * @param userAgent who sends
   */
  public RebuiltRequests(Webhooks webhooks, String userAgent) {
    this.webhooks = webhooks;
    this.signer = new RequestSigner(userAgent);
  }

  /** The request of an attempt of this delivery. */
  public ShownRequest of(Detail detail, Attempt attempt) {
    Delivery delivery = detail.entry().delivery();
    String url = attempt.contact().url().isEmpty() ? detail.url() : attempt.contact().url();
    Webhook webhook = webhooks.find(delivery.webhook()).orElseGet(() -> removed(url, attempt.at()));
    boolean signed = signed(detail, attempt, webhook);
    List<Header> headers = new ArrayList<>();
    headers.add(new Header("Host", host(url)));
    headers.add(new Header("Connection", "keep-alive"));
    headers.addAll(
        signer
            .sign(
                new Due(delivery, detail.payload()),
                webhook,
                attempt.number(),
                attempt.at(),
                Duration.ofSeconds(1))
            .headers());
    headers.add(new Header("Content-Length", Integer.toString(detail.payload().length())));
    return new ShownRequest(url, shown(headers, webhook, signed), true);
  }

  /** Whether the present token signed it: it was there before, or there never was another. */
  private static boolean signed(Detail detail, Attempt attempt, Webhook webhook) {
    Instant since = detail.secretSince();
    boolean first = !since.isAfter(webhook.createdAt().plus(OVERLAP));
    boolean later = !attempt.at().isBefore(since.plus(OVERLAP));
    return !detail.entry().to().removed() && (first || later);
  }

  private static List<Header> shown(List<Header> headers, Webhook webhook, boolean signed) {
    Set<String> secret = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    secret.addAll(webhook.headers().keySet());
    return headers.stream()
        .map(
            header ->
                secret.contains(header.name())
                    ? new Header(header.name(), MASK)
                    : !signed && SIGNATURES.contains(header.name().toLowerCase(Locale.ROOT))
                        ? new Header(header.name(), UNKNOWN)
                        : header)
        .toList();
  }

  /** Its token and its headers are forgotten. */
  private static Webhook removed(String url, Instant at) {
    return Webhook.of("", url, Webhook.Subscription.to(), at);
  }

  private static String host(String url) {
    try {
      TargetUrl target = TargetUrl.parse(url);
      String authority = URI.create(target.url()).getRawAuthority();
      boolean portGiven = authority.lastIndexOf(':') > authority.lastIndexOf(']');
      String host = target.host().contains(":") ? "[" + target.host() + "]" : target.host();
      return portGiven ? host + ":" + target.port() : host;
    } catch (IllegalArgumentException malformed) {
      return "";
    }
  }
}
