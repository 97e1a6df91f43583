package dev.carillon.server;

import dev.carillon.server.accounts.login.LoginWiring;
import dev.carillon.server.accounts.login.PasswordHasher;
import dev.carillon.server.accounts.login.Sessions;
import dev.carillon.server.accounts.permission.PermissionWiring;
import dev.carillon.server.accounts.token.ApiTokens;
import dev.carillon.server.accounts.token.BrowserLogins;
import dev.carillon.server.accounts.token.PairingsApi;
import dev.carillon.server.accounts.token.TokenAuthenticator;
import dev.carillon.server.accounts.token.TokenRules;
import dev.carillon.server.accounts.token.TokensApi;
import dev.carillon.server.accounts.user.FirstUserSetup;
import dev.carillon.server.accounts.user.OwnAccountApi;
import dev.carillon.server.accounts.user.PasswordApi;
import dev.carillon.server.accounts.user.PasswordLinks;
import dev.carillon.server.accounts.user.RolesApi;
import dev.carillon.server.accounts.user.SetupApi;
import dev.carillon.server.accounts.user.UserChanges;
import dev.carillon.server.accounts.user.UserJson;
import dev.carillon.server.accounts.user.Users;
import dev.carillon.server.accounts.user.UsersApi;
import dev.carillon.server.operations.metrics.Metrics;
import dev.carillon.server.platform.database.ResourceStack;
import dev.carillon.server.platform.http.AccountListener;
import dev.carillon.server.platform.http.Routes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The area of accounts, wired: users, groups, permissions, logins, and API tokens.
 *
 * @param setup makes the first user
 */
record AccountWiring(
    PlatformWiring platform,
    PasswordHasher hasher,
    Users users,
    PermissionWiring permissions,
    FirstUserSetup setup,
    ApiTokens tokens,
    LoginWiring authentication) {

  static AccountWiring open(PlatformWiring platform, Metrics metrics, ResourceStack closing)
      throws IOException {
    PasswordHasher hasher = closing.add(new PasswordHasher());
    metrics.pool("passwords", "Passwords", hasher::waiting, hasher::refused);
    Users users = new Users(platform.database(), hasher, platform.engineClock());
    PermissionWiring permissions =
        PermissionWiring.open(platform.database(), users, platform.wallClock());
    TokenAuthenticator tokens =
        new TokenAuthenticator(
            platform.database(),
            permissions.accounts(),
            platform.requestKey(),
            platform.engineClock());
    return new AccountWiring(
        platform,
        hasher,
        users,
        permissions,
        new FirstUserSetup(users, platform.requestKey()),
        new ApiTokens(platform.database(), tokens, platform.engineClock()),
        LoginWiring.open(
            permissions.accounts(),
            hasher,
            platform.database(),
            platform.config().home().resolve("config").resolve("token.key"),
            tokens,
            platform.engineClock()));
  }

  /**
   * Adds all calls about accounts.
   *
   * @param others keep something for users, and are notified of those who leave
   */
  void routes(Routes routes, List<AccountListener> others) {
    BrowserLogins browserLogins =
        new BrowserLogins(
            platform.database(), tokens, platform.requestKey(), platform.engineClock());
    PasswordLinks links =
        new PasswordLinks(
            platform.database(), users, hasher, platform.engineClock(), List.of(browserLogins));
    Sessions sessions = authentication.sessions();
    // pairings before tokens: a token that a pairing makes meanwhile is then found
    List<AccountListener> all =
        new ArrayList<>(List.of(browserLogins, tokens, permissions.listener(), sessions));
    all.addAll(others);
    all.add(links);
    UserChanges changes = new UserChanges(platform.database(), users, all);
    UserJson json = new UserJson(permissions.accounts());
    authentication.routes(routes);
    new SetupApi(setup).routes(routes);
    new UsersApi(users, changes, links, sessions, json).routes(routes);
    new OwnAccountApi(users, changes, authentication.credentials(), sessions, json).routes(routes);
    new PasswordApi(links).routes(routes);
    RolesApi.routes(routes);
    TokenRules rules = new TokenRules(tokens, authentication::prove);
    new TokensApi(tokens, users, rules).routes(routes);
    new PairingsApi(browserLogins, rules, platform.engineClock()).routes(routes);
    permissions.routes(routes);
  }
}
