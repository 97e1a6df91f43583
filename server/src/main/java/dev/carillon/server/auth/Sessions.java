package dev.carillon.server.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.hooks.event.Ids;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Cookie sessions, in memory: they end after 30 minutes without a request, after 8 hours, by
 * logging out, by a changed password, and with the process. Tokens are kept as digests.
 */
public final class Sessions {

  private static final Duration IDLE_MAX = Duration.ofMinutes(30);
  private static final Duration AGE_MAX = Duration.ofHours(8);
  private static final int TOKEN_BYTES = 32;

  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Session> open = new ConcurrentHashMap<>();

  /** None yet. */
  public Sessions(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * A session.
   *
   * @param proofVersion the account's when it was opened
   */
  public record Session(
      String username, long proofVersion, String csrfToken, Instant opened, Instant used) {

    boolean over(Instant now) {
      return now.isAfter(used.plus(IDLE_MAX)) || now.isAfter(opened.plus(AGE_MAX));
    }

    @Override
    public String toString() {
      return "Session[username=" + username + ", opened=" + opened + "]";
    }
  }

  /**
   * What a client gets.
   *
   * @param authToken the cookie's value
   * @param csrfToken what it must send with every change
   */
  public record Tokens(String authToken, String csrfToken) {

    @Override
    public String toString() {
      return "Tokens[]";
    }
  }

  /** Opens one. */
  public Tokens open(Account account) {
    Instant now = clock.instant();
    open.values().removeIf(session -> session.over(now));
    byte[] secret = new byte[TOKEN_BYTES];
    random.nextBytes(secret);
    String authToken = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    String csrfToken = Ids.random();
    open.put(
        digest(authToken),
        new Session(account.username(), account.proof().version(), csrfToken, now, now));
    return new Tokens(authToken, csrfToken);
  }

  /** The open session of a cookie; it counts as used now. */
  public Optional<Session> use(String authToken) {
    Instant now = clock.instant();
    return Optional.ofNullable(
        open.computeIfPresent(
            digest(authToken),
            (key, old) ->
                old.over(now)
                    ? null
                    : new Session(
                        old.username(), old.proofVersion(), old.csrfToken(), old.opened(), now)));
  }

  /** The open session of a cookie, without using it. */
  public Optional<Session> look(String authToken) {
    return Optional.ofNullable(open.get(digest(authToken)))
        .filter(session -> !session.over(clock.instant()));
  }

  /** Ends it, if there is one. */
  public void close(String authToken) {
    open.remove(digest(authToken));
  }

  private static String digest(String authToken) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(authToken.getBytes(UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException(missing);
    }
  }
}
