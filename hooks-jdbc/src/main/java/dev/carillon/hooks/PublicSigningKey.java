package dev.carillon.hooks;

import dev.carillon.hooks.webhook.SigningKey;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * A public key by which receivers verify signatures by Ed25519.
 *
 * @param id the thumbprint of RFC 7638, {@code kid} of its JSON Web Key
 * @param text the key as libraries of Standard Webhooks read it: {@code whpk_} and its 32 bytes in
 *     base64
 * @param from when it begins to sign
 * @param until when it stops; empty if it was not replaced
 */
public record PublicSigningKey(String id, String text, Instant from, Optional<Instant> until) {

  static PublicSigningKey of(SigningKey key) {
    return new PublicSigningKey(
        key.id(),
        "whpk_" + Base64.getEncoder().encodeToString(key.publicKey()),
        key.from(),
        key.until().equals(SigningKey.ENDLESS) ? Optional.empty() : Optional.of(key.until()));
  }
}
