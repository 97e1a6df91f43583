package dev.carillon.server.invariant;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import dev.carillon.hooks.contracts.Received;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a receiver notes of one request.
 *
 * @param webhook which webhook's, by the path it was sent to
 * @param delivery the {@code webhook-id}
 * @param attempt the {@code X-Hook-Attempt}
 * @param at when it came
 * @param type the event's type
 * @param asset the asset's id
 * @param value the asset's status as the payload tells it
 * @param bodyHash the SHA-256 of the body
 * @param genuine whether both signatures verify
 * @param status what was answered
 */
public record Receipt(
    String webhook,
    String delivery,
    int attempt,
    Instant at,
    String type,
    String asset,
    String value,
    String bodyHash,
    boolean genuine,
    int status) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Reads a request to {@code /<webhook>} that is answered so. */
  public static Receipt of(Received request, String token, int status) {
    try {
      JsonNode body = JSON.readTree(request.body());
      JsonNode told = body.path("metadata").path("status");
      return new Receipt(
          webhook(request),
          request.header("webhook-id").orElse(""),
          Integer.parseInt(request.header("X-Hook-Attempt").orElse("0")),
          Instant.now(),
          body.path("type").asText(),
          body.path("assetId").asText(),
          told.isObject() ? told.path("value").asText() : told.asText(),
          HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(request.body())),
          standard(request, token) && plain(request, token),
          status);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException(missing);
    }
  }

  /** Whether it was answered 2xx. */
  public boolean accepted() {
    return status / 100 == 2;
  }

  /** Which webhook a request is for. */
  public static String webhook(Received request) {
    return request.requestLine().split(" ", -1)[1].substring(1);
  }

  private static boolean standard(Received request, String token) {
    Map<String, List<String>> headers = new HashMap<>();
    for (String name : List.of("webhook-id", "webhook-timestamp", "webhook-signature")) {
      request.header(name).ifPresent(value -> headers.put(name, List.of(value)));
    }
    try {
      new com.standardwebhooks.Webhook("whsec_" + token).verify(request.text(), headers);
      return true;
    } catch (WebhookVerificationException | EmptyWebhookSecretException forged) {
      return false;
    }
  }

  private static boolean plain(Received request, String token) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    String expected = HexFormat.of().formatHex(mac.doFinal(request.body()));
    return request.header("X-Hook-Signature").orElse("").equals(expected);
  }
}
