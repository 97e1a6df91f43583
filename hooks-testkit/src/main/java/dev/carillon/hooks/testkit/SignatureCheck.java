package dev.carillon.hooks.testkit;

import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.signature.Signer;
import dev.carillon.hooks.webhook.SigningKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * What a receiver checks: with secrets, {@code X-Hook-Signature} and the signature {@code v1} in
 * Standard Webhooks' {@code webhook-signature}; with public keys, the signature {@code v1a} in it;
 * and with either, that the request is not an old one that was recorded and sent again.
 *
 * @param secrets the webhook's secrets that are accepted, in base64; empty = they are not checked
 * @param keys the public keys that are accepted; empty = they are not checked
 * @param clock shows the time that timestamps are compared with
 */
record SignatureCheck(List<String> secrets, VerifyingKeys keys, InstantSource clock) {

  static final SignatureCheck NONE =
      new SignatureCheck(List.of(), VerifyingKeys.NONE, InstantSource.system());

  /** What Standard Webhooks recommends. */
  private static final Duration TOLERANCE = Duration.ofMinutes(5);

  SignatureCheck {
    secrets = List.copyOf(secrets);
  }

  SignatureCheck withSecrets(List<String> accepted) {
    return new SignatureCheck(accepted, keys, clock);
  }

  SignatureCheck withKeys(VerifyingKeys accepted) {
    return new SignatureCheck(secrets, accepted, clock);
  }

  SignatureCheck withClock(InstantSource other) {
    return new SignatureCheck(secrets, keys, other);
  }

  /** What is wrong with this request; empty if nothing is, or if nothing is checked. */
  Optional<String> fault(ReceivedWebhook request) {
    if (secrets.isEmpty() && keys.isEmpty()) {
      return Optional.empty();
    }
    String timestamp = request.header("webhook-timestamp").orElse("");
    if (!timestamp.matches("\\d{1,12}")) {
      return Optional.of("webhook-timestamp: '" + timestamp + "'; it must be seconds since 1970");
    }
    Instant sent = Instant.ofEpochSecond(Long.parseLong(timestamp));
    Duration age = Duration.between(sent, clock.instant()).abs();
    if (age.compareTo(TOLERANCE) > 0) {
      return Optional.of(
          "webhook-timestamp: %s (%s); it differs from the receiver's clock by %d s, allowed are %d"
              .formatted(timestamp, sent, age.toSeconds(), TOLERANCE.toSeconds()));
    }
    return secretFault(request, sent).or(() -> keyFault(request));
  }

  private Optional<String> secretFault(ReceivedWebhook request, Instant sent) {
    if (secrets.isEmpty()) {
      return Optional.empty();
    }
    if (secrets.stream().noneMatch(secret -> hookSignatureFits(request, secret))) {
      return Optional.of("X-Hook-Signature: it was not made with the receiver's secret");
    }
    if (secrets.stream().noneMatch(secret -> standardSignatureFits(request, secret, sent))) {
      return Optional.of("webhook-signature: it was not made with the receiver's secret");
    }
    return Optional.empty();
  }

  private Optional<String> keyFault(ReceivedWebhook request) {
    List<String> signatures = signatures(request);
    if (keys.isEmpty() || keys.fit(request, signatures)) {
      return Optional.empty();
    }
    return Optional.of(
        signatures.stream().anyMatch(each -> each.startsWith(SigningKey.PREFIX))
            ? "webhook-signature: its v1a was not made with a public key of the receiver"
            : "webhook-signature: it has no v1a; register the webhook with signedByEd25519(true)");
  }

  private static boolean hookSignatureFits(ReceivedWebhook request, String secret) {
    String expected = Signer.of(secret).hookSignature(Payload.of(request.bytes()));
    return equal(expected, request.header("x-hook-signature").orElse(""));
  }

  private static boolean standardSignatureFits(
      ReceivedWebhook request, String secret, Instant sent) {
    String expected =
        Signer.of(secret)
            .standardSignature(
                request.deliveryId(), sent.getEpochSecond(), Payload.of(request.bytes()));
    return signatures(request).stream().anyMatch(signature -> equal(expected, signature));
  }

  private static List<String> signatures(ReceivedWebhook request) {
    return List.of(request.header("webhook-signature").orElse("").split(" ", -1));
  }

  private static boolean equal(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }
}
