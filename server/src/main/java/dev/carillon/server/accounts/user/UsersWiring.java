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

  private UsersWiring() {}

  /**
   * Adds the calls and the page.
   *
   * @param grouped the same users, with their groups
   * @param others keep something for users, and are notified of users who leave
   */
  public static void routes(
      Routes routes,
      Database database,
      Users users,
      Accounts grouped,
      PasswordHasher hasher,
      InstantSource clock,
      LoginWiring login,
      List<AccountListener> others) {
    PasswordLinks links = new PasswordLinks(database, users, hasher, clock);
    List<AccountListener> all = new ArrayList<>(others);
    all.add(links);
    UserChanges changes = new UserChanges(database, users, all);
    UserJson json = new UserJson(grouped);
    new UsersApi(users, changes, links, login.sessions(), json).routes(routes);
    new OwnAccountApi(users, changes, login.credentials(), login.sessions(), json).routes(routes);
    new PasswordApi(links).routes(routes);
    RolesApi.routes(routes);
  }
}
