package dev.carillon.server.webhooks.registration;

import dev.carillon.hooks.delivery.Header;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.SignedRequest;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.http.address.TargetUrl;
import dev.carillon.hooks.webhook.Handshake;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.server.platform.http.Problem;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Asks receivers for permission before they are sent to, as the CloudEvents HTTP Webhook
 * specification 1.0.2 wants it (section 4). The request carries no secret: neither the webhook's
 * headers nor a token, since no program at that URL has agreed to anything yet. The same rules for
 * addresses and TLS hold as for deliveries.
 *
 * @param options sends a request with the method OPTIONS, and waits for its response
 * @param userAgent who asks
 * @param clock the wall clock
 */
public record Handshakes(
    Function<SignedRequest, Outcome> options, String userAgent, InstantSource clock) {

  private static final String REQUEST_ORIGIN = "WebHook-Request-Origin";
  private static final String REQUEST_RATE = "WebHook-Request-Rate";
  private static final String ALLOWED_ORIGIN = "WebHook-Allowed-Origin";
  private static final String ALLOWED_RATE = "WebHook-Allowed-Rate";
  private static final String ANY = "*";
  private static final int SECONDS_PER_MINUTE = 60;

  /** So many characters of a header are repeated in a message. */
  private static final int SHOWN_MAX = 100;

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /**
   * A change of a webhook with the permission that it needs: the receiver is asked now, and not
   * when the change is made.
   *
   * @param before the webhook as it is now
   * @param server the address of this server
   * @throws Problem 400 where the receiver does not allow it
   */
  UnaryOperator<Webhook> permitted(WebhookReader.Edit edit, Webhook before, String server) {
    if (!edit.needsHandshake(before)) {
      return current -> {
        if (edit.needsHandshake(current)) {
          throw Problem.conflict(
              "The webhook was changed meanwhile, and now needs a permission; try again");
        }
        return edit.of(current);
      };
    }
    Webhook wanted = edit.of(before);
    Handshake agreed = ask(wanted, TargetUrl.parse(server).host());
    return current -> {
      Webhook after = edit.of(current);
      if (!after.url().equals(wanted.url())) {
        throw Problem.conflict("The URL of the webhook was changed meanwhile; try again");
      }
      return after.toBuilder().handshake(agreed).build();
    };
  }

  private Handshake ask(Webhook webhook, String origin) {
    List<Header> headers = new ArrayList<>();
    headers.add(new Header("User-Agent", userAgent));
    headers.add(new Header(REQUEST_ORIGIN, origin));
    int perSecond = webhook.limits().maxPerSecond();
    if (perSecond > 0) {
      headers.add(new Header(REQUEST_RATE, String.valueOf(perSecond * SECONDS_PER_MINUTE)));
    }
    SignedRequest request =
        new SignedRequest(webhook.url(), headers, Payload.of(""), TIMEOUT)
            .as(webhook.certificate());
    return switch (options.apply(request)) {
      case Outcome.Accepted(ReceiverResponse response) -> read(response, origin);
      case Outcome.Rejected(ReceiverResponse response) ->
          throw refused(origin, "its status was " + response.status());
      case Outcome failed -> throw refused(origin, failed.error());
    };
  }

  private Handshake read(ReceiverResponse response, String origin) {
    Optional<String> allowed = response.header(ALLOWED_ORIGIN).map(String::strip);
    if (allowed.isEmpty()) {
      throw refused(origin, "it has status " + response.status() + " and no such header");
    }
    if (!allowed.get().equals(ANY) && !allowed.get().equalsIgnoreCase(origin)) {
      throw refused(origin, "it has '" + shown(allowed.get()) + "'");
    }
    String rate = response.header(ALLOWED_RATE).map(String::strip).orElse(ANY);
    if (!rate.equals(ANY) && !rate.matches("[1-9][0-9]{0,8}")) {
      throw Problem.badField(
          "handshake",
          "true",
          "false, or allowed by a response whose header "
              + ALLOWED_RATE
              + " is a whole number from 1 to 999999999 (requests a minute) or *; it has '"
              + shown(rate)
              + "'");
    }
    return new Handshake(origin, clock.instant(), rate.equals(ANY) ? 0 : Integer.parseInt(rate));
  }

  private static String shown(String header) {
    return header.length() > SHOWN_MAX ? header.substring(0, SHOWN_MAX) + "…" : header;
  }

  private static Problem refused(String origin, String why) {
    return Problem.badField(
        "handshake",
        "true",
        "false, or allowed by the receiver: a 2xx response to OPTIONS with "
            + REQUEST_ORIGIN
            + ": "
            + origin
            + " must have the header "
            + ALLOWED_ORIGIN
            + " with that host or *; "
            + why);
  }
}
