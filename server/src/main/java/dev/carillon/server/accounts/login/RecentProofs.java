package dev.carillon.server.accounts.login;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Passwords that were right a moment ago: a script that sends one with every call need not wait for
 * argon2id each time. Keeps no password, just a digest under a key that dies with the process; a
 * changed password has another stored hash and is not found.
 */
final class RecentProofs {

  private static final Duration KEPT = Duration.ofMinutes(1);
  private static final int KEPT_MAX = 1_000;
  private static final String ALGORITHM = "HmacSHA256";

  private final InstantSource clock;
  private final SecretKeySpec key;
  private final Map<String, Instant> proofs =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
          return size() > KEPT_MAX;
        }
      };

  RecentProofs(InstantSource clock) {
    this.clock = clock;
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    key = new SecretKeySpec(random, ALGORITHM);
  }

  synchronized boolean has(String password, String storedHash) {
    Instant at = proofs.get(digest(password, storedHash));
    return at != null && clock.instant().isBefore(at.plus(KEPT));
  }

  synchronized void add(String password, String storedHash) {
    proofs.put(digest(password, storedHash), clock.instant());
  }

  private String digest(String password, String storedHash) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update(storedHash.getBytes(UTF_8));
      return HexFormat.of().formatHex(mac.doFinal(password.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException | InvalidKeyException missing) {
      throw new IllegalStateException(missing);
    }
  }
}
