package dev.carillon.server.invariant;

import dev.carillon.hooks.contracts.Received;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Requests as a server would send them, made by hand. */
final class SignedReceipt {

  private static final byte[] KEY =
      "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  static final String TOKEN = Base64.getEncoder().encodeToString(KEY);

  private SignedReceipt() {}

  static Receipt of(String webhook, String id, String type, String value) {
    return Receipt.of(request(webhook, id, body(type, value)), TOKEN, 200);
  }

  static Receipt withBody(String webhook, String id, String body) {
    return Receipt.of(request(webhook, id, body), TOKEN, 200);
  }

  /** A request whose body was changed on its way. */
  static Receipt forged(String webhook, String id, String type, String value) {
    Received request = request(webhook, id, body(type, value));
    byte[] changed = (request.text() + " ").getBytes(StandardCharsets.UTF_8);
    return Receipt.of(
        new Received(request.requestLine(), request.headers(), changed, 0), TOKEN, 200);
  }

  /** The same request as this attempt, at this time, answered so. */
  static Receipt attempt(Receipt receipt, int attempt, Instant at, int status) {
    return new Receipt(
        receipt.webhook(),
        receipt.delivery(),
        attempt,
        at,
        receipt.type(),
        receipt.asset(),
        receipt.value(),
        receipt.bodyHash(),
        receipt.genuine(),
        status);
  }

  static String body(String type, String value) {
    return "{\"type\":\"%s\",\"assetId\":\"a\",\"metadata\":{\"status\":\"%s\"}}"
        .formatted(type, value);
  }

  private static Received request(String webhook, String id, String body) {
    String time = Long.toString(Instant.now().getEpochSecond());
    byte[] signature = hmac(KEY, id + "." + time + "." + body);
    return new Received(
        "POST /" + webhook + " HTTP/1.1",
        List.of(
            Map.entry("webhook-id", id),
            Map.entry("webhook-timestamp", time),
            Map.entry("webhook-signature", "v1," + Base64.getEncoder().encodeToString(signature)),
            Map.entry("X-Hook-Attempt", "1"),
            Map.entry(
                "X-Hook-Signature",
                HexFormat.of().formatHex(hmac(TOKEN.getBytes(StandardCharsets.US_ASCII), body)))),
        body.getBytes(StandardCharsets.UTF_8),
        0);
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException(missing);
    }
  }
}
