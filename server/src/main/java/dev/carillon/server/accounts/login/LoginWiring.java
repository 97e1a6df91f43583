package dev.carillon.server.accounts.login;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.server.platform.config.TokenKey;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.access.Authenticator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;

/**
 * Logging in, put together.
 *
 * @param authenticator finds out who calls
 * @param credentials checks user names and passwords
 * @param sessions the open sessions
 */
public record LoginWiring(
    Authenticator authenticator, LoginApi api, CredentialCheck credentials, Sessions sessions) {

  /**
   * Puts it together.
   *
   * @param accounts where users are kept
   * @param hasher compares passwords; the caller closes it
   * @param database has the tables {@code sessions} and {@code revoked_tokens}
   * @param tokenKey the file of the key that signs tokens, made if it is not there
   * @param apiTokens tokens that live longer than a login
   * @throws IOException where that file cannot be read or made
   */
  public static LoginWiring open(
      Accounts accounts,
      PasswordHasher hasher,
      Database database,
      Path tokenKey,
      LongLivedTokens apiTokens,
      InstantSource clock)
      throws IOException {
    TokenKey key = TokenKey.readOrMake(tokenKey);
    CredentialCheck credentials =
        new CredentialCheck(accounts, hasher, LoginThrottle.of(database, key, clock), clock);
    Sessions sessions = new Sessions(database, clock);
    LoginTokens tokens = new LoginTokens(key, new RevokedTokens(database, clock), clock);
    return new LoginWiring(
        new LoginAuthenticator(accounts, credentials, sessions, tokens, apiTokens),
        new LoginApi(accounts, credentials, sessions, tokens, apiTokens),
        credentials,
        sessions);
  }

  /**
   * Who calls proves once more to be the user, by the password.
   *
   * @throws dev.carillon.server.platform.http.Problem 403 where it is another password, 429 where
   *     there were too many failures
   */
  public void prove(Call call, String password) {
    credentials.proveAgain(call, password, sessions.proven(call));
  }

  /** How many logins failed: there was no such user, or the password was wrong. */
  public long failedLogIns() {
    return credentials.failures();
  }

  /** Adds the calls that log in and out, ping, profile and {@code alive.txt}. */
  public void routes(Routes routes) {
    api.routes(routes);
  }
}
