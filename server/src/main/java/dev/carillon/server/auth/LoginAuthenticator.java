package dev.carillon.server.auth;

import dev.carillon.server.http.Authenticator;
import dev.carillon.server.http.Caller;
import dev.carillon.server.http.Identity;
import dev.carillon.server.http.Problem;
import dev.carillon.server.http.wire.Cookies;
import java.net.InetAddress;
import java.util.Optional;
import java.util.function.Function;

/** Knows callers by Bearer token, HTTP Basic, {@code authcred} or session cookie. */
public final class LoginAuthenticator implements Authenticator {

  private final Accounts accounts;
  private final LogIn logIn;
  private final Sessions sessions;
  private final Tokens tokens;
  private final LongLivedTokens apiTokens;

  /** Knows callers by these. */
  public LoginAuthenticator(
      Accounts accounts, LogIn logIn, Sessions sessions, Tokens tokens, LongLivedTokens apiTokens) {
    this.accounts = accounts;
    this.logIn = logIn;
    this.sessions = sessions;
    this.tokens = tokens;
    this.apiTokens = apiTokens;
  }

  @Override
  public Identity identify(Credentials credentials) {
    return identify(credentials, sessions::use);
  }

  @Override
  public Identity recognise(Credentials credentials) {
    return identify(credentials, sessions::look);
  }

  private Identity identify(
      Credentials credentials, Function<String, Optional<Sessions.Session>> open) {
    Optional<String> bearer = scheme("Bearer", credentials.authorization());
    if (bearer.isPresent()) {
      return apiTokens.looksLikeOne(bearer.get())
          ? apiTokens.identify(bearer.get(), credentials.from())
          : tokens.read(bearer.get()).flatMap(this::byToken).orElseGet(Identity.Nobody::new);
    }
    Optional<String> basic = scheme("Basic", credentials.authorization());
    if (basic.isPresent()) {
      return byPassword(basic.get(), credentials.from())
          .<Identity>map(Identity.Basic::new)
          .orElseGet(Identity.Nobody::new);
    }
    if (!credentials.authcred().isEmpty()) {
      return byPassword(credentials.authcred(), credentials.from())
          .<Identity>map(Identity.Program::new)
          .orElseGet(Identity.Nobody::new);
    }
    return byCookie(credentials.cookie(), open);
  }

  /** What stands behind the scheme's name, a space between or not; nothing where it is empty. */
  static Optional<String> scheme(String name, String authorization) {
    boolean named = authorization.regionMatches(true, 0, name, 0, name.length());
    return named
        ? Optional.of(authorization.substring(name.length()).strip())
            .filter(value -> !value.isEmpty())
        : Optional.empty();
  }

  private Optional<Identity> byToken(Tokens.Claim claim) {
    return accounts
        .active(claim.username())
        .filter(account -> account.proof().version() == claim.proofVersion())
        .map(account -> new Identity.LogIn(account.caller()));
  }

  private Optional<Caller> byPassword(String base64, InetAddress from) {
    return UserPassword.decoded(base64)
        .flatMap(
            claim ->
                switch (logIn.attemptAgain(claim, from)) {
                  case LogIn.Accepted(Account account) -> Optional.of(account.caller());
                  case LogIn.Refused() -> Optional.empty();
                  case LogIn.Throttled throttled ->
                      throw Problem.tooManyRequests(
                          LoginApi.throttledMessage(throttled), throttled.seconds());
                });
  }

  private Identity byCookie(String cookie, Function<String, Optional<Sessions.Session>> open) {
    for (String token : Cookies.ownValues(cookie, LoginApi.COOKIE)) {
      Optional<Identity> known =
          open.apply(token).flatMap(this::bySession).or(() -> byTokenInCookie(token));
      if (known.isPresent()) {
        return known.get();
      }
    }
    return new Identity.Nobody();
  }

  /** Whatever stands in a cookie, browsers send it unasked: it is a session like any other. */
  private Optional<Identity> byTokenInCookie(String token) {
    return tokens
        .read(token)
        .flatMap(
            claim ->
                byToken(claim)
                    .flatMap(Identity::user)
                    .map(
                        caller ->
                            new Identity.Session(
                                caller, tokens.csrfToken(claim.tokenId()), claim.tokenId())));
  }

  private Optional<Identity> bySession(Sessions.Session session) {
    return accounts
        .active(session.username())
        .filter(session::isOf)
        .map(account -> new Identity.Session(account.caller(), session.csrfToken(), session.id()));
  }
}
