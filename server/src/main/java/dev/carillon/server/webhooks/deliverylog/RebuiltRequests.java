package dev.carillon.server.webhooks.deliverylog;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.AttemptTarget;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryLog.Detail;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Header;
import dev.carillon.hooks.delivery.RequestHead;
import dev.carillon.hooks.delivery.SignedRequest;
import dev.carillon.hooks.signature.RequestSigner;
import dev.carillon.hooks.webhook.SigningKeys;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookRevision;
import dev.carillon.hooks.webhook.Webhooks;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes the requests of past attempts again, byte by byte as they were sent: they follow from the
 * revision of the webhook that the attempt names, its time, and the payload. Of attempts that name
 * none, from before revisions were kept, it shows what the webhook of today would send; a signature
 * by a secret that is no more is marked. Values of custom headers are masked.
 */
public final class RebuiltRequests {

  private static final String UNKNOWN = "(no longer known: the secret was replaced or removed)";
  private static final Set<String> SIGNATURES = Set.of("x-hook-signature", "webhook-signature");

  /** So long after its replacement a token may still have signed: on attempts just beginning. */
  private static final Duration OVERLAP = Duration.ofSeconds(2);

  private final Webhooks webhooks;
  private final String userAgent;
  private final SigningKeys keys;
  private final Map<String, RequestSigner> signers = new ConcurrentHashMap<>();

  /**
   * Makes requests of these webhooks again.
   *
   * @param userAgent who sends today
   * @param keys those that signed, too
   */
  public RebuiltRequests(Webhooks webhooks, String userAgent, SigningKeys keys) {
    this.keys = keys;
    this.webhooks = webhooks;
    this.userAgent = userAgent;
  }

  /** The request of an attempt of this delivery. */
  public ShownRequest of(Detail detail, Attempt attempt) {
    AttemptTarget.Made made = attempt.target().made();
    Optional<WebhookRevision> revision =
        made.known()
            ? webhooks.revision(detail.entry().delivery().webhook(), made.revision())
            : Optional.empty();
    return revision
        .map(known -> asSent(detail, attempt, made.userAgent(), known))
        .orElseGet(() -> ofToday(detail, attempt));
  }

  private ShownRequest asSent(
      Detail detail, Attempt attempt, String sentBy, WebhookRevision revision) {
    return ShownRequest.of(
        signed(sentBy, detail, webhook(revision), attempt),
        revision.headers().keySet(),
        new ShownRequest.Made.OfRevision(revision.number()));
  }

  private ShownRequest ofToday(Detail detail, Attempt attempt) {
    Delivery delivery = detail.entry().delivery();
    String url = attempt.target().url().isEmpty() ? detail.url() : attempt.target().url();
    Webhook webhook = webhooks.find(delivery.webhook()).orElseGet(() -> removed(url, attempt.at()));
    SignedRequest request = signed(userAgent, detail, webhook, attempt);
    List<Header> headers =
        genuine(detail, attempt, webhook) ? request.headers() : unsigned(request.headers());
    return ShownRequest.of(
        new SignedRequest(
            url,
            RequestHead.of(headers),
            request.payload(),
            request.timeout(),
            request.certificate(),
            request.login()),
        webhook.headers().keySet(),
        new ShownRequest.Made.OfToday());
  }

  private SignedRequest signed(String sentBy, Detail detail, Webhook webhook, Attempt attempt) {
    return signers
        .computeIfAbsent(sentBy, name -> new RequestSigner(name, keys))
        .sign(
            new DueDelivery(detail.entry().delivery(), detail.payload()),
            webhook,
            attempt.number(),
            attempt.at(),
            Duration.ofSeconds(1));
  }

  /** Whether the present token signed it: it was there before, or there never was another. */
  private static boolean genuine(Detail detail, Attempt attempt, Webhook webhook) {
    Instant since = detail.secretSince();
    boolean first = !since.isAfter(webhook.createdAt().plus(OVERLAP));
    boolean later = !attempt.at().isBefore(since.plus(OVERLAP));
    return !detail.entry().to().removed() && (first || later);
  }

  private static List<Header> unsigned(List<Header> headers) {
    return headers.stream()
        .map(
            header ->
                SIGNATURES.contains(header.name().toLowerCase(Locale.ROOT))
                    ? new Header(header.name(), UNKNOWN)
                    : header)
        .toList();
  }

  private static Webhook webhook(WebhookRevision revision) {
    return Webhook.blank(revision.madeAt()).toBuilder()
        .url(revision.url())
        .headers(revision.headers())
        .secret(revision.secret())
        .format(revision.format())
        .login(revision.login())
        .build();
  }

  /** Its token and its headers are forgotten. */
  private static Webhook removed(String url, Instant at) {
    return Webhook.blank(at).toBuilder().url(url).build();
  }
}
