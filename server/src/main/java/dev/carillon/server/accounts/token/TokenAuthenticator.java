package dev.carillon.server.accounts.token;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.server.accounts.login.Accounts;
import dev.carillon.server.accounts.login.LoginThrottle;
import dev.carillon.server.accounts.login.LoginThrottle.Keys;
import dev.carillon.server.accounts.login.LongLivedTokens;
import dev.carillon.server.accounts.login.UseRecorder;
import dev.carillon.server.accounts.token.ApiToken.Use;
import dev.carillon.server.platform.config.TokenKey;
import dev.carillon.server.platform.http.BoundedMap;
import dev.carillon.server.platform.http.Identity;
import dev.carillon.server.platform.http.Problem;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Knows callers by their tokens. What was read is kept for a second: a token that was revoked on
 * any node is refused on all of them after that. One that is none is kept for longer, so that a
 * program that goes on with a dead token neither costs a look-up each time nor counts as a guesser.
 */
public final class TokenAuthenticator implements LongLivedTokens {

  private static final Duration GOOD_KEPT = Duration.ofSeconds(1);
  private static final Duration NONE_KEPT = Duration.ofMinutes(1);
  private static final int KEPT_MAX = 10_000;

  private final Database database;
  private final Accounts accounts;
  private final InstantSource clock;
  private final LoginThrottle throttle;
  private final UseRecorder uses;
  private final Map<String, Kept> kept = new BoundedMap<>(KEPT_MAX);

  /**
   * Knows the tokens of this database, of these users.
   *
   * @param key of what is stored of failures
   */
  public TokenAuthenticator(
      Database database, Accounts accounts, TokenKey key, InstantSource clock) {
    this.database = database;
    this.accounts = accounts;
    this.clock = clock;
    this.throttle = LoginThrottle.of(database, key, clock);
    this.uses = new UseRecorder(clock);
  }

  private record Kept(Optional<ApiToken> token, Instant at) {

    boolean fresh(Instant now) {
      return now.isBefore(at.plus(token.isPresent() ? GOOD_KEPT : NONE_KEPT));
    }
  }

  @Override
  public boolean looksLikeOne(String bearer) {
    return bearer.startsWith(TokenFormat.PREFIX);
  }

  @Override
  public Identity identify(String bearer, InetAddress from) {
    // a text without the right checksum costs no look-up
    return TokenFormat.read(bearer)
        .flatMap(text -> find(text.sha256(), from))
        .filter(token -> token.life().good(clock.instant()))
        .flatMap(token -> identity(token, from))
        .orElseGet(Identity.Nobody::new);
  }

  private Optional<Identity> identity(ApiToken token, InetAddress from) {
    return accounts
        .active(token.username())
        .map(
            account -> {
              uses.record(
                  token.id(),
                  at -> {
                    Use use = new Use(at, from.getHostAddress());
                    database.write(connection -> TokenRows.used(connection, token.id(), use));
                  });
              return new Identity.Token(
                  account.caller(), token.id(), token.scopes(), token.consumer());
            });
  }

  private Optional<ApiToken> find(String sha256, InetAddress from) {
    Instant now = clock.instant();
    Optional<Kept> known = kept(sha256);
    if (known.filter(read -> read.fresh(now)).isPresent()) {
      return known.get().token();
    }
    Keys keys = Keys.tokens(from);
    if (known.isEmpty()) {
      admit(keys);
    }
    Optional<ApiToken> token = database.read(connection -> TokenRows.bySha256(connection, sha256));
    if (known.isEmpty() && token.isPresent()) {
      throttle.succeeded(keys);
    }
    keep(sha256, new Kept(token, now));
    return token;
  }

  private void admit(Keys keys) {
    Optional<Duration> wait = throttle.begin(keys);
    if (wait.isPresent()) {
      int seconds = (int) Math.max(1, wait.get().plusMillis(999).toSeconds());
      throw Problem.tooManyRequests(
          "Too many unknown API tokens; retry in " + seconds + " s", seconds);
    }
  }

  private Optional<Kept> kept(String sha256) {
    synchronized (kept) {
      return Optional.ofNullable(kept.get(sha256));
    }
  }

  private void keep(String sha256, Kept read) {
    synchronized (kept) {
      kept.put(sha256, read);
    }
  }

  @Override
  public boolean loggedOut(String id) {
    Optional<ApiToken> paired =
        database.read(connection -> TokenRows.byId(connection, id)).filter(ApiToken::paired);
    if (paired.isEmpty()) {
      return false;
    }
    Instant now = clock.instant();
    boolean revoked = database.write(connection -> TokenRows.revoke(connection, id, now)) == 1;
    changed(id);
    if (revoked) {
      TokenJson.note(paired.get()).changed(TokenJson.settings(paired.get()), Map.of());
    }
    return revoked;
  }

  /** Forgets this token in memory: it was changed. */
  void changed(String id) {
    forget(token -> token.id().equals(id));
  }

  /** Forgets this user's tokens in memory. */
  void left(String username) {
    forget(token -> token.username().equals(username));
  }

  private void forget(Predicate<ApiToken> which) {
    synchronized (kept) {
      kept.values().removeIf(read -> read.token().filter(which).isPresent());
    }
  }
}
