package dev.carillon.server.accounts.user;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.server.accounts.login.Accounts;
import dev.carillon.server.accounts.login.Authentication;
import dev.carillon.server.accounts.login.PasswordHasher;
import dev.carillon.server.platform.http.AccountListener;
import dev.carillon.server.platform.http.Routes;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** All about users that is done over HTTP, put together. */
public final class UsersFeature {

  private final UsersApi usersApi;
  private final MeApi meApi;
  private final PasswordApi passwordApi;

  /**
   * Where users are kept.
   *
   * @param grouped the same users, who know their groups
   */
  public record Storage(
      Database database,
      Users users,
      Accounts grouped,
      PasswordHasher hasher,
      InstantSource clock) {}

  /**
   * Puts it together.
   *
   * @param others who keeps something for users and hears of those who leave
   */
  public UsersFeature(
      Storage storage, Authentication authentication, List<AccountListener> others) {
    PasswordLinks links =
        new PasswordLinks(storage.database(), storage.users(), storage.hasher(), storage.clock());
    List<AccountListener> all = new ArrayList<>(others);
    all.add(links);
    UserChanges changes = new UserChanges(storage.database(), storage.users(), all);
    UserJson shown = new UserJson(storage.grouped());
    usersApi = new UsersApi(storage.users(), changes, links, authentication.sessions(), shown);
    meApi =
        new MeApi(
            storage.users(), changes, authentication.logIn(), authentication.sessions(), shown);
    passwordApi = new PasswordApi(links);
  }

  /** Adds the calls and the page. */
  public void routes(Routes routes) {
    usersApi.routes(routes);
    meApi.routes(routes);
    passwordApi.routes(routes);
    RolesApi.routes(routes);
  }
}
