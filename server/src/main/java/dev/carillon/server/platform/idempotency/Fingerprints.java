package dev.carillon.server.platform.idempotency;

import dev.carillon.server.platform.digest.Hmac;

/**
 * What stands in the table for keys and requests. A request may hold a password: without the key of
 * these, which is not in the database, nobody can try whether one fits.
 */
final class Fingerprints {

  private final Hmac hmac;

  /**
   * Those of this key.
   *
   * @param key the same after a restart, and on all nodes
   */
  Fingerprints(byte[] key) {
    hmac = new Hmac(key);
  }

  /** Of these texts, for this purpose: lower-case hex. */
  String of(String purpose, String... texts) {
    ContentDigest digest = new ContentDigest();
    for (String text : texts) {
      digest.text(text);
    }
    return hmac.hex("idempotency " + purpose + "\n" + digest.hex());
  }
}
