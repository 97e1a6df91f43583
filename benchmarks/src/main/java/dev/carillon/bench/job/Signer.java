package dev.carillon.bench.job;

import dev.carillon.bench.program.Key;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Computes the two signatures of a request with no more work than they need. For one thread. */
final class Signer {

  static final String TIMESTAMP = "1700000000";
  static final int HEX_LENGTH = 64;
  static final int BASE64_LENGTH = 44;

  private static final String ALGORITHM = "HmacSHA256";
  private static final byte[] BEHIND_THE_ID =
      ("." + TIMESTAMP + ".").getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private final Mac ofBody = mac();
  private final Mac ofMessage = mac();
  private final byte[] id = new byte[Key.LENGTH];
  private final byte[] hex = new byte[HEX_LENGTH];
  private byte[] base64 = new byte[BASE64_LENGTH];

  private static Mac mac() {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(new byte[32], ALGORITHM));
      return mac;
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every Java has " + ALGORITHM, missing);
    }
  }

  /** Signs a request whose id lies at this place of a buffer. */
  void sign(ByteBuffer buffer, int idAt, byte[] body) {
    byte[] plain = ofBody.doFinal(body);
    for (int i = 0; i < plain.length; i++) {
      hex[2 * i] = DIGITS[(plain[i] >> 4) & 15];
      hex[2 * i + 1] = DIGITS[plain[i] & 15];
    }
    buffer.get(idAt, id);
    ofMessage.update(id);
    ofMessage.update(BEHIND_THE_ID);
    base64 = Base64.getEncoder().encode(ofMessage.doFinal(body));
  }

  /** The signature of the body alone. */
  byte[] hex() {
    return hex;
  }

  /** The signature of id, time and body. */
  byte[] base64() {
    return base64;
  }
}
