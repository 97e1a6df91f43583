package dev.carillon.hooks.testkit;

import dev.carillon.hooks.webhook.Ed25519;
import dev.carillon.hooks.webhook.SigningKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The public keys that a receiver verifies signatures by Ed25519 with. */
final class VerifyingKeys {

  static final VerifyingKeys NONE = new VerifyingKeys(List.of());

  private static final String PREFIX = "whpk_";

  /** One key of a set: its members are texts and lists, so it has no braces inside. */
  private static final Pattern KEY = Pattern.compile("\\{[^{}]*}");

  private static final Pattern CURVE = Pattern.compile("\"crv\"\\s*:\\s*\"Ed25519\"");
  private static final Pattern COORDINATE = Pattern.compile("\"x\"\\s*:\\s*\"([^\"]*)\"");

  private final List<byte[]> keys;

  private VerifyingKeys(List<byte[]> keys) {
    this.keys = List.copyOf(keys);
  }

  /** Keys as libraries of Standard Webhooks read them. */
  static VerifyingKeys of(String... texts) {
    return new VerifyingKeys(
        Arrays.stream(texts)
            .map(text -> key(text, Base64.getDecoder(), text.replaceFirst("^" + PREFIX, "")))
            .toList());
  }

  /** The keys of a JSON Web Key Set that are of Ed25519; it must have one at least. */
  static VerifyingKeys ofSet(String keySet) {
    List<byte[]> keys =
        KEY.matcher(keySet)
            .results()
            .map(MatchResult::group)
            .filter(key -> CURVE.matcher(key).find())
            .map(key -> key(key, Base64.getUrlDecoder(), coordinate(key)))
            .toList();
    if (keys.isEmpty()) {
      throw new IllegalArgumentException(
          "jwks: '"
              + keySet
              + "' has no key with \"crv\":\"Ed25519\"; it must have one, as signingKeys().jwks()"
              + " has once a webhook asked for signatures by Ed25519");
    }
    return new VerifyingKeys(keys);
  }

  private static String coordinate(String key) {
    Matcher coordinate = COORDINATE.matcher(key);
    return coordinate.find() ? coordinate.group(1) : "";
  }

  private static byte[] key(String given, Base64.Decoder base64, String text) {
    byte[] key = decoded(base64, text);
    if (!isKey(key)) {
      throw new IllegalArgumentException(
          "public key: '"
              + given
              + "' is none of Ed25519; it must be "
              + PREFIX
              + " and 32 bytes in base64, as PublicSigningKey.text() is, or a key of"
              + " signingKeys().jwks()");
    }
    return key;
  }

  /** Not if it has another length, is no point of the curve, or is fit by a signature of zeros. */
  private static boolean isKey(byte[] key) {
    try {
      return !Ed25519.verifies(key, new byte[Ed25519.SIGNATURE_BYTES]);
    } catch (IllegalArgumentException none) {
      return false;
    }
  }

  boolean isEmpty() {
    return keys.isEmpty();
  }

  /** Whether one of the request's signatures {@code v1a} was made with one of these keys. */
  boolean fit(ReceivedWebhook request, List<String> signatures) {
    String timestamp = request.header("webhook-timestamp").orElse("");
    byte[] before = (request.deliveryId() + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8);
    return signatures.stream()
        .filter(each -> each.startsWith(SigningKey.PREFIX))
        .map(each -> decoded(Base64.getDecoder(), each.substring(SigningKey.PREFIX.length())))
        .anyMatch(
            signature ->
                keys.stream()
                    .anyMatch(key -> Ed25519.verifies(key, signature, before, request.bytes())));
  }

  /** Empty if the text is malformed. */
  private static byte[] decoded(Base64.Decoder base64, String text) {
    try {
      return base64.decode(text);
    } catch (IllegalArgumentException malformed) {
      return new byte[0];
    }
  }
}
