package dev.carillon.hooks;

import static java.util.Objects.requireNonNull;

import dev.carillon.hooks.jdbc.SqlSigningKeys;
import dev.carillon.hooks.webhook.SigningKey;
import dev.carillon.hooks.webhook.Webhook;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Collectors;

/**
 * The keys that sign requests by Ed25519 ({@code v1a} of Standard Webhooks). All webhooks that ask
 * for it share them, and so do all processes of a database. The first is made when a webhook first
 * asks for it. Receivers need the public keys: serve {@link #jwks} at an address that they know.
 */
public final class SigningKeyRegistry {

  /** The shortest overlap of two keys. */
  public static final Duration OVERLAP_MIN = Duration.ofHours(1);

  private static final Logger LOG = System.getLogger(SigningKeyRegistry.class.getName());

  private final SqlSigningKeys keys;
  private final InstantSource wallClock;

  SigningKeyRegistry(SqlSigningKeys keys, InstantSource wallClock) {
    this.keys = keys;
    this.wallClock = wallClock;
  }

  /**
   * The public keys by which receivers verify, the newest first: those that sign, those that will,
   * and those that ended less than an hour ago. Empty until a webhook asks for signatures.
   */
  public List<PublicSigningKey> published() {
    return keys.published(wallClock.instant()).stream().map(PublicSigningKey::of).toList();
  }

  /**
   * The same as a JSON Web Key Set (RFC 7517, RFC 8037), to be served as {@code
   * application/jwk-set+json} at a path such as {@code /.well-known/jwks.json}. Caches may keep it
   * for a minute at most.
   */
  public String jwks() {
    return keys.published(wallClock.instant()).stream()
        .map(SigningKeyRegistry::jwk)
        .collect(Collectors.joining(",", "{\"keys\":[", "]}"));
  }

  /** Nothing of it needs escaping: an id and a coordinate are base64url. */
  private static String jwk(SigningKey key) {
    return "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"%s\",\"kid\":\"%s\",\"use\":\"sig\",\"alg\":\"EdDSA\"}"
        .formatted(key.coordinate(), key.id());
  }

  /**
   * Makes a key that replaces the present one. It signs two minutes later, when every receiver can
   * know it; for the time of the overlap both sign.
   *
   * @param overlap {@link #OVERLAP_MIN} or longer
   * @throws IllegalStateException while a new key has not begun to sign
   */
  public PublicSigningKey replace(Duration overlap) {
    requireNonNull(overlap, "overlap is null");
    if (overlap.compareTo(OVERLAP_MIN) < 0) {
      throw new IllegalArgumentException(
          "overlap is %s; allowed is %s or longer: receivers need time to read the new key"
              .formatted(overlap, OVERLAP_MIN));
    }
    return keys.replace(wallClock.instant(), overlap)
        .map(PublicSigningKey::of)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "a new key has not begun to sign yet: wait two minutes, then replace it"));
  }

  /**
   * Withdraws a key whose private key others may know: it signs no more, and is no longer
   * published. Another process may sign with it for 5 more seconds, and for as long as it cannot
   * read the database. If it was the only one, a new key signs at once, although receivers that
   * keep the key set for a minute do not know it yet.
   *
   * @param id of the key
   * @throws NoSuchElementException if no published key has this id
   */
  public void withdraw(String id) {
    requireNonNull(id, "id is null");
    if (keys.withdraw(id, wallClock.instant(), true) == SqlSigningKeys.Withdrawal.UNKNOWN) {
      throw new NoSuchElementException(
          "no published key has the id " + id + "; published() has those there are");
    }
  }

  /** Makes the first key, if this webhook asks for signatures and none signs. */
  void makeFor(Webhook webhook) {
    if (webhook.format().ed25519() && keys.make(wallClock.instant())) {
      LOG.log(Level.INFO, "Made the first key that signs by Ed25519, for webhook {0}", webhook);
    }
  }
}
