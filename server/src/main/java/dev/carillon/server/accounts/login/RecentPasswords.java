package dev.carillon.server.accounts.login;

import dev.carillon.server.platform.digest.Digests;
import dev.carillon.server.platform.digest.Hmac;
import dev.carillon.server.platform.http.BoundedMap;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

/**
 * Passwords that were right a moment ago: a script that sends one with every call need not wait for
 * argon2id each time. Keeps no password, just a digest under a key that dies with the process; a
 * changed password has another stored hash and is not found.
 */
final class RecentPasswords {

  private static final Duration KEPT = Duration.ofMinutes(1);
  private static final int KEPT_MAX = 1_000;

  private final InstantSource clock;
  private final Hmac hmac;
  private final Map<String, Instant> proofs = new BoundedMap<>(KEPT_MAX);

  RecentPasswords(InstantSource clock) {
    this.clock = clock;
    hmac = new Hmac(Digests.random(32));
  }

  synchronized boolean has(String password, String storedHash) {
    Instant at = proofs.get(digest(password, storedHash));
    return at != null && clock.instant().isBefore(at.plus(KEPT));
  }

  synchronized void add(String password, String storedHash) {
    proofs.put(digest(password, storedHash), clock.instant());
  }

  private String digest(String password, String storedHash) {
    return hmac.hex(storedHash + password);
  }
}
