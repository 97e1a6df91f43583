package dev.carillon.hooks.testkit;

import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.signature.Signer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a receiver checks: {@code X-Hook-Signature} and Standard Webhooks' {@code
 * webhook-signature}, and that the request is not an old one that was recorded and sent again.
 *
 * @param secrets the webhook's secrets that are accepted, in base64
 * @param clock shows the time that timestamps are compared with
 */
record SignatureCheck(List<String> secrets, InstantSource clock) {

  /** What Standard Webhooks recommends. */
  private static final Duration TOLERANCE = Duration.ofMinutes(5);

  SignatureCheck {
    secrets = List.copyOf(secrets);
  }

  /** What is wrong with this request; empty if nothing is. */
  Optional<String> fault(ReceivedWebhook request) {
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
    if (secrets.stream().noneMatch(secret -> hookSignatureFits(request, secret))) {
      return Optional.of("X-Hook-Signature: it was not made with the receiver's secret");
    }
    if (secrets.stream().noneMatch(secret -> standardSignatureFits(request, secret, sent))) {
      return Optional.of("webhook-signature: it was not made with the receiver's secret");
    }
    return Optional.empty();
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
    String[] signatures = request.header("webhook-signature").orElse("").split(" ", -1);
    return Arrays.stream(signatures).anyMatch(signature -> equal(expected, signature));
  }

  private static boolean equal(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }
}
