package dev.carillon.hooks.signature;

import dev.carillon.hooks.event.Payload;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes the two signatures that a request carries, both HMAC-SHA256, with one token. The keys are
 * prepared once: that costs more than to sign a short body. Safe for use by many threads.
 */
public final class Signer {

  private static final String ALGORITHM = "HmacSHA256";

  private final Mac hook;
  private final Mac standard;

  private Signer(Mac hook, Mac standard) {
    this.hook = hook;
    this.standard = standard;
  }

  /**
   * A signer with this token.
   *
   * @param token standard base64
   */
  public static Signer of(String token) {
    return new Signer(
        mac(token.getBytes(StandardCharsets.UTF_8)), mac(Base64.getDecoder().decode(token)));
  }

  /**
   * The model product's {@code X-Hook-Signature}: lower-case hex over the body; the key is the
   * token's text as it stands, not decoded.
   */
  public String hookSignature(Payload payload) {
    return HexFormat.of().formatHex(copy(hook).doFinal(payload.bytes()));
  }

  /**
   * One entry of Standard Webhooks' {@code webhook-signature}: {@code v1,} and base64 over {@code
   * id.timestamp.body}; the key is the decoded token.
   *
   * @param timestamp seconds since 1970
   */
  public String standardSignature(String id, long timestamp, Payload payload) {
    Mac mac = copy(standard);
    mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.ISO_8859_1));
    return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(payload.bytes()));
  }

  /** The keys for one thread, which then need not copy one for each signature. */
  HmacSignatures copy() {
    return new HmacSignatures(copy(hook), copy(standard));
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

  private static Mac copy(Mac prepared) {
    try {
      return (Mac) prepared.clone();
    } catch (CloneNotSupportedException ours) {
      throw new IllegalStateException("the platform's " + ALGORITHM + " can be copied", ours);
    }
  }
}
