package dev.carillon.hooks.send;

import dev.carillon.hooks.event.Payload;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The two signatures that a request carries, both HMAC-SHA256. */
public final class Signer {

  private static final String ALGORITHM = "HmacSHA256";

  private Signer() {}

  /**
   * The model product's {@code X-Hook-Signature}: lower-case hex over the body; the key is the
   * token's text as it stands, not decoded.
   */
  public static String hookSignature(String token, Payload payload) {
    Mac mac = mac(token.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(mac.doFinal(payload.bytes()));
  }

  /**
   * One entry of Standard Webhooks' {@code webhook-signature}: {@code v1,} and base64 over {@code
   * id.timestamp.body}; the key is the decoded token.
   *
   * @param timestamp seconds since 1970
   */
  public static String standardSignature(String token, String id, long timestamp, Payload payload) {
    Mac mac = mac(Base64.getDecoder().decode(token));
    mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
    return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(payload.bytes()));
  }

  private static Mac mac(byte[] key) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return mac;
    } catch (GeneralSecurityException every) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, every);
    }
  }
}
