package dev.carillon.server.assets.preview.external;

import dev.carillon.server.platform.digest.Hmac;
import java.util.Base64;

/**
 * The secrets that sign jobs, one for each engine. Nothing is stored: each follows from the
 * engine's id and a key of the server.
 *
 * @param hmac of that key, which is the same on all nodes
 */
record ExternalEngineSecrets(Hmac hmac) {

  /** The secret of an engine, in base 64 as those of webhooks are. */
  String token(String engineId) {
    return Base64.getEncoder().encodeToString(hmac.of("external engine\n" + engineId));
  }
}
