package dev.carillon.server.accounts.user;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.server.accounts.login.Account;
import dev.carillon.server.accounts.login.Account.Proof;
import dev.carillon.server.accounts.login.Accounts;
import dev.carillon.server.platform.http.AccountListener;
import dev.carillon.server.platform.http.Problem;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What administrators change about users; there is always one left who can log in and do so.
 *
 * @param others keep something for users, and are notified of users who leave
 */
public record UserChanges(Database database, Users users, List<AccountListener> others) {

  public UserChanges {
    others = List.copyOf(others);
  }

  /**
   * Changes a user. Who is disabled by it has no sessions and no tokens any more.
   *
   * @throws Problem 404 where there is no such user, 409 where no administrator would be left
   */
  User update(String username, UnaryOperator<Account> change) {
    Account was = users.get(username).account();
    User changed =
        database.write(
            connection -> {
              User before = found(connection, username);
              Account account = change.apply(before.account());
              User after = new User(before.id(), account, before.created(), before.lastLogIn());
              boolean ends = before.account().proof().enabled() && !account.proof().enabled();
              User stored = ends ? ended(connection, after) : after;
              UserRows.update(connection, stored);
              checkAdministratorLeft(connection, before);
              return stored;
            });
    users.changed(username);
    UserJson.note(changed.username(), UserJson.settings(was), UserJson.settings(changed.account()));
    return changed;
  }

  /**
   * Gives a user another password, which ends all logins and links that set one.
   *
   * @param all whether all API tokens end too
   * @throws Problem 404 where there is no such user
   */
  void password(String username, String hash, boolean all) {
    database.<Boolean>write(
        connection -> {
          User user = found(connection, username);
          for (AccountListener other : others) {
            other.passwordChanged(connection, user.id(), user.username(), all);
          }
          return UserRows.setPassword(connection, Accounts.key(username), hash) == 1;
        });
    users.changed(username);
  }

  /**
   * Removes a user with all sessions, tokens, memberships and permissions; assets and folders stay.
   *
   * @throws Problem 404 where there is no such user, 409 where no administrator would be left
   */
  void remove(String username) {
    Account was = users.get(username).account();
    database.<Boolean>write(
        connection -> {
          User before = found(connection, username);
          for (AccountListener other : others) {
            other.removed(connection, before.id(), before.username());
          }
          UserRows.delete(connection, before.id());
          checkAdministratorLeft(connection, before);
          return true;
        });
    users.changed(username);
    UserJson.note(was.username(), UserJson.settings(was), Map.of());
  }

  private static User found(Connection connection, String username) throws SQLException {
    UserRows.lock(connection);
    return UserRows.find(connection, Accounts.key(username))
        .orElseThrow(() -> Problem.notFound("user", username));
  }

  private User ended(Connection connection, User user) throws SQLException {
    for (AccountListener other : others) {
      other.disabled(connection, user.id(), user.username());
    }
    Account account = user.account();
    Proof proof = account.proof();
    Account ended =
        new Account(
            account.username(),
            account.person(),
            account.authorities(),
            account.licence(),
            new Proof(proof.passwordHash(), proof.version() + 1, false, proof.places()));
    return new User(user.id(), ended, user.created(), user.lastLogIn());
  }

  private static void checkAdministratorLeft(Connection connection, User before)
      throws SQLException {
    if (before.administers() && !UserRows.anyAdministrator(connection)) {
      throw Problem.conflict(
          "'"
              + before.username()
              + "' is the last enabled super user. Create or enable another super user first");
    }
  }
}
