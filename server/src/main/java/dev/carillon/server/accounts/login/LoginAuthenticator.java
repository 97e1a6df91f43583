package dev.carillon.server.accounts.login;

import dev.carillon.server.platform.http.Caller;
import dev.carillon.server.platform.http.Identity;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.access.Authenticator;
import dev.carillon.server.platform.http.header.Cookies;
import java.net.InetAddress;
import java.util.Optional;
import java.util.function.Function;

/** Knows callers by Bearer token, HTTP Basic, {@code authcred} or session cookie. */
public record LoginAuthenticator(
    Accounts accounts,
    CredentialCheck logIn,
    Sessions sessions,
    LoginTokens tokens,
    LongLivedTokens apiTokens)
    implements Authenticator {

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
    Optional<Identity> bearer =
        scheme("Bearer", credentials.authorization())
            .flatMap(token -> byBearer(token, credentials.from(), open));
    if (bearer.isPresent()) {
      return bearer.get();
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

  /**
   * Whom a Bearer token proves. Empty where it is none of ours: such a one is for another system,
   * and the cookie beside it counts. One of ours that has ended proves no user: its sender must not
   * become another user by what else came along.
   */
  private Optional<Identity> byBearer(
      String token, InetAddress from, Function<String, Optional<Sessions.Session>> open) {
    if (apiTokens.looksLikeOne(token)) {
      return Optional.of(apiTokens.identify(token, from));
    }
    Optional<Identity> session = bySession(token, open, Identity.Sent.BEARER);
    if (session.isPresent() || !tokens.issued(token)) {
      return session;
    }
    return Optional.of(
        tokens
            .read(token)
            .flatMap(this::byToken)
            .<Identity>map(Identity.LogIn::new)
            .orElseGet(Identity.Nobody::new));
  }

  /** What stands behind the scheme's name, a space between or not; nothing where it is empty. */
  static Optional<String> scheme(String name, String authorization) {
    boolean named = authorization.regionMatches(true, 0, name, 0, name.length());
    return named
        ? Optional.of(authorization.substring(name.length()).strip())
            .filter(value -> !value.isEmpty())
        : Optional.empty();
  }

  private Optional<Caller> byToken(LoginTokens.Claim claim) {
    return accounts
        .active(claim.username())
        .filter(account -> account.proof().version() == claim.proofVersion())
        .map(Account::caller);
  }

  private Optional<Caller> byPassword(String base64, InetAddress from) {
    return UserPassword.decoded(base64)
        .flatMap(
            claim ->
                switch (logIn.attemptAgain(claim, from)) {
                  case CredentialCheck.Accepted(Account account) -> Optional.of(account.caller());
                  case CredentialCheck.Refused() -> Optional.empty();
                  case CredentialCheck.Throttled throttled ->
                      throw Problem.tooManyRequests(
                          LoginApi.throttledMessage(throttled), throttled.seconds());
                });
  }

  private Identity byCookie(String cookie, Function<String, Optional<Sessions.Session>> open) {
    for (String token : Sessions.possible(Cookies.ownValues(cookie, LoginApi.COOKIE).stream())) {
      Optional<Identity> known =
          bySession(token, open, Identity.Sent.COOKIE).or(() -> byTokenInCookie(token));
      if (known.isPresent()) {
        return known.get();
      }
    }
    return new Identity.Nobody();
  }

  /** Its own CSRF token counts where a browser sends it, which then some page has told to. */
  private Optional<Identity> byTokenInCookie(String token) {
    return tokens
        .read(token)
        .flatMap(
            claim ->
                byToken(claim)
                    .map(
                        caller ->
                            new Identity.Session(
                                caller,
                                tokens.csrfToken(claim.tokenId()),
                                claim.tokenId(),
                                Identity.Sent.PROGRAM_COOKIE)));
  }

  /**
   * Whom a session proves. Where another node has just changed the user's password, what is kept
   * here of the session or of the user is older than the other: then both are read again.
   */
  private Optional<Identity> bySession(
      String token, Function<String, Optional<Sessions.Session>> open, Identity.Sent sent) {
    Optional<Sessions.Session> first = open.apply(token);
    if (first.isEmpty()) {
      return Optional.empty();
    }
    return proved(token, first.get(), sent)
        .or(
            () -> {
              String username = first.get().username();
              sessions.forget(username);
              accounts.changed(username);
              Optional<Sessions.Session> again = open.apply(token);
              Optional<Identity> known = again.flatMap(session -> proved(token, session, sent));
              if (known.isEmpty()) {
                again.ifPresent(session -> sessions.outdated(token, session));
              }
              return known;
            });
  }

  private Optional<Identity> proved(String token, Sessions.Session session, Identity.Sent sent) {
    return accounts
        .active(session.username())
        .filter(session::isOf)
        .map(
            account ->
                new Identity.Session(
                    account.caller(), Sessions.csrfToken(token), session.id(), sent));
  }
}
