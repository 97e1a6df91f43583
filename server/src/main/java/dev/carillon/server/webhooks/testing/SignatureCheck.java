package dev.carillon.server.webhooks.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.signature.Signer;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.Webhooks;
import dev.carillon.server.platform.http.loopback.LoopbackRequest;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * Checks signatures as a receiver would, with the tokens of all webhooks: first those that send to
 * this receiver. Tokens of test deliveries to unsaved webhooks are known for a while.
 */
final class SignatureCheck {

  private static final int ONE_TIME_TOKENS_MAX = 100;

  private final Webhooks webhooks;
  private final Deque<String> oneTimeTokens = new ArrayDeque<>();

  SignatureCheck(Webhooks webhooks) {
    this.webhooks = webhooks;
  }

  /** A token that signs one test delivery. */
  void remember(String token) {
    synchronized (oneTimeTokens) {
      oneTimeTokens.addFirst(token);
      if (oneTimeTokens.size() > ONE_TIME_TOKENS_MAX) {
        oneTimeTokens.removeLast();
      }
    }
  }

  /** What the signature of a request to this URL is worth. */
  Result check(LoopbackRequest request, String url, Instant now) {
    boolean standard = !request.header("webhook-signature").isEmpty();
    boolean hook = !request.header("X-Hook-Signature").isEmpty();
    if (!standard && !hook) {
      return new Result("none", "");
    }
    if (request.cut()) {
      return new Result("invalid", "");
    }
    Payload payload = Payload.of(request.body());
    for (Webhook webhook : nearestFirst(url)) {
      if (webhook.secret().tokensAt(now).stream().anyMatch(t -> fits(t, request, payload))) {
        return new Result("valid", webhook.id().value());
      }
    }
    return new Result(
        tokens().stream().anyMatch(t -> fits(t, request, payload)) ? "valid" : "invalid", "");
  }

  private List<String> tokens() {
    synchronized (oneTimeTokens) {
      return List.copyOf(oneTimeTokens);
    }
  }

  private List<Webhook> nearestFirst(String url) {
    List<Webhook> all = new ArrayList<>(webhooks.current().webhooks());
    all.sort(Comparator.comparing(webhook -> !webhook.url().startsWith(url)));
    return all;
  }

  /** Whichever signatures there are, all of them must be right. */
  private static boolean fits(String token, LoopbackRequest request, Payload payload) {
    Signer signer = Signer.of(token);
    String hook = request.header("X-Hook-Signature");
    String standard = request.header("webhook-signature");
    return (hook.isEmpty() || same(hook, signer.hookSignature(payload)))
        && (standard.isEmpty() || anySame(standard, request, signer, payload));
  }

  private static boolean anySame(
      String given, LoopbackRequest request, Signer signer, Payload payload) {
    String timestamp = request.header("webhook-timestamp");
    if (!timestamp.matches("[0-9]{1,18}")) {
      return false;
    }
    String wanted =
        signer.standardSignature(request.header("webhook-id"), Long.parseLong(timestamp), payload);
    boolean any = false;
    for (String one : given.split(" ")) {
      any |= same(one, wanted);
    }
    return any;
  }

  private static boolean same(String given, String wanted) {
    return MessageDigest.isEqual(given.getBytes(US_ASCII), wanted.getBytes(US_ASCII));
  }

  /**
   * Whether a request is signed.
   *
   * @param signature {@code valid}, {@code invalid} or {@code none}
   * @param webhook the id of the webhook whose secret fits; empty = none of them
   */
  record Result(String signature, String webhook) {}
}
