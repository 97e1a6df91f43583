package dev.carillon.server.accounts.user;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.server.accounts.login.Accounts;
import dev.carillon.server.accounts.login.LoginWiring;
import dev.carillon.server.accounts.login.PasswordHasher;
import dev.carillon.server.platform.http.AccountListener;
import dev.carillon.server.platform.http.Routes;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** The calls about users, put together. */
public final class UsersWiring {

  private final UsersApi usersApi;
  private final OwnAccountApi meApi;
  private final PasswordApi passwordApi;

  /**
   * Puts it together.
   *
   * @param grouped the same users, with their groups
   * @param others keep something for users, and are notified of users who leave
   */
  public UsersWiring(
      Database database,
      Users users,
      Accounts grouped,
      PasswordHasher hasher,
      InstantSource clock,
      LoginWiring authentication,
      List<AccountListener> others) {
    PasswordLinks links = new PasswordLinks(database, users, hasher, clock);
    List<AccountListener> all = new ArrayList<>(others);
    all.add(links);
    UserChanges changes = new UserChanges(database, users, all);
    UserJson shown = new UserJson(grouped);
    usersApi = new UsersApi(users, changes, links, authentication.sessions(), shown);
    meApi =
        new OwnAccountApi(
            users, changes, authentication.credentials(), authentication.sessions(), shown);
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
