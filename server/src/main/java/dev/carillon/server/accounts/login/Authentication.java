package dev.carillon.server.accounts.login;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.server.platform.config.TokenKey;
import dev.carillon.server.platform.http.Authenticator;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Routes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;

/** All of logging in, wired. */
public final class Authentication {

  private final LoginAuthenticator authenticator;
  private final LoginApi api;
  private final CredentialCheck logIn;
  private final Sessions sessions;

  /**
   * Wires it.
   *
   * @param accounts where users are kept
   * @param hasher compares passwords; the caller closes it
   * @param database has the table {@code revoked_tokens}
   * @param tokenKey the file of the key that signs tokens, made if it is not there
   * @param apiTokens tokens that live longer than a log-in
   * @throws IOException where that file cannot be read or made
   */
  public Authentication(
      Accounts accounts,
      PasswordHasher hasher,
      Database database,
      Path tokenKey,
      LongLivedTokens apiTokens,
      InstantSource clock)
      throws IOException {
    logIn = new CredentialCheck(accounts, hasher, clock);
    sessions = new Sessions(clock);
    LoginTokens tokens = new LoginTokens(TokenKey.readOrMake(tokenKey), new RevokedTokens(database, clock), clock);
    authenticator = new LoginAuthenticator(accounts, logIn, sessions, tokens, apiTokens);
    api = new LoginApi(accounts, logIn, sessions, tokens);
  }

  /** Who knows who calls. */
  public Authenticator authenticator() {
    return authenticator;
  }

  /** Decides whether somebody is who they say. */
  public CredentialCheck logIn() {
    return logIn;
  }

  /** The open sessions of this process. */
  public Sessions sessions() {
    return sessions;
  }

  /**
   * Who calls proves once more to be the user, by the password.
   *
   * @throws dev.carillon.server.platform.http.Problem 403 where it is another password, 429 where
   *     there were too many failures
   */
  public void prove(Call call, String password) {
    logIn.proveAgain(call, password, sessions.proven(call));
  }

  /** How often somebody named a user or a password that is none. */
  public long failedLogIns() {
    return logIn.failures();
  }

  /** Adds the calls that log in and out, ping, profile and {@code alive.txt}. */
  public void addTo(Routes routes) {
    api.addTo(routes);
  }
}
