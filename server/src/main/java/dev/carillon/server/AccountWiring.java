package dev.carillon.server;

import dev.carillon.server.accounts.login.LoginWiring;
import dev.carillon.server.accounts.login.PasswordHasher;
import dev.carillon.server.accounts.permission.AccessWiring;
import dev.carillon.server.accounts.token.ApiTokens;
import dev.carillon.server.accounts.token.TokenAuthenticator;
import dev.carillon.server.accounts.token.TokensApi;
import dev.carillon.server.accounts.user.FirstUserSetup;
import dev.carillon.server.accounts.user.SetupApi;
import dev.carillon.server.accounts.user.Users;
import dev.carillon.server.accounts.user.UsersWiring;
import dev.carillon.server.operations.metrics.Metrics;
import dev.carillon.server.platform.database.ResourceStack;
import dev.carillon.server.platform.http.AccountListener;
import dev.carillon.server.platform.http.Routes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The area of accounts, wired: users, groups, permissions, log-ins, and API tokens.
 *
 * @param setup makes the first user
 */
record AccountWiring(
    PlatformWiring platform,
    PasswordHasher hasher,
    Users users,
    AccessWiring access,
    FirstUserSetup setup,
    ApiTokens tokens,
    LoginWiring authentication) {

  static AccountWiring open(PlatformWiring platform, Metrics metrics, ResourceStack closing)
      throws IOException {
    PasswordHasher hasher = closing.add(new PasswordHasher());
    metrics.pool("passwords", "Passwords", hasher::waiting, hasher::refused);
    Users users = new Users(platform.database(), hasher, platform.engineClock());
    AccessWiring access = AccessWiring.open(platform.database(), users, platform.wallClock());
    TokenAuthenticator tokens =
        new TokenAuthenticator(platform.database(), access.accounts(), platform.engineClock());
    return new AccountWiring(
        platform,
        hasher,
        users,
        access,
        new FirstUserSetup(users),
        new ApiTokens(platform.database(), tokens, platform.engineClock()),
        LoginWiring.open(
            access.accounts(),
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
    List<AccountListener> all = new ArrayList<>(List.of(tokens, access.listener()));
    all.addAll(others);
    authentication.routes(routes);
    new SetupApi(setup).routes(routes);
    UsersWiring.routes(
        routes,
        platform.database(),
        users,
        access.accounts(),
        hasher,
        platform.engineClock(),
        authentication,
        all);
    new TokensApi(tokens, users, authentication::prove).routes(routes);
    access.routes(routes);
  }
}
