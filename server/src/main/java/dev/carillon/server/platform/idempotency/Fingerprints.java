package dev.carillon.server.platform.idempotency;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What stands in the table for keys and requests. A request may hold a password: without the key of
 * these, which is not in the database, nobody can try whether one fits.
 */
final class Fingerprints {

  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;

  /**
   * Those of this key.
   *
   * @param key the same after a restart, and on all nodes
   */
  Fingerprints(byte[] key) {
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  /** Of these texts, for this purpose: lower-case hex. */
  String of(String purpose, String... texts) {
    ContentDigest digest = new ContentDigest();
    for (String text : texts) {
      digest.text(text);
    }
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      String all = "idempotency " + purpose + "\n" + digest.hex();
      return HexFormat.of().formatHex(mac.doFinal(all.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException | InvalidKeyException every) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, every);
    }
  }
}
