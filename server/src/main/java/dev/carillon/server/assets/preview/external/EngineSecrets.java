package dev.carillon.server.assets.preview.external;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secrets that sign jobs, one for each engine. Nothing is stored: each follows from the
 * engine's id and a key of the server.
 */
final class EngineSecrets {

  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;

  /** Secrets that follow from this key, which is the same on all nodes. */
  EngineSecrets(byte[] key) {
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  /** The secret of an engine, in base 64 as those of webhooks are. */
  String token(String engineId) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return Base64.getEncoder()
          .encodeToString(mac.doFinal(("external engine\n" + engineId).getBytes(UTF_8)));
    } catch (GeneralSecurityException every) {
      throw new IllegalStateException(every);
    }
  }
}
