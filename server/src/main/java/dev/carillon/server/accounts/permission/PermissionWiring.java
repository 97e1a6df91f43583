package dev.carillon.server.accounts.permission;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.server.accounts.login.Account;
import dev.carillon.server.accounts.login.Accounts;
import dev.carillon.server.platform.http.AccountListener;
import dev.carillon.server.platform.http.Routes;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Groups and folder permissions, put together.
 *
 * @param source which users may do what
 * @param accounts users who know their groups
 */
public record PermissionWiring(
    Database database,
    FolderPermissions source,
    Accounts accounts,
    GroupsApi groupsApi,
    FolderPermissionsApi permissionsApi) {

  /** Puts it together on these. */
  public static PermissionWiring open(Database database, Accounts users, InstantSource clock) {
    FolderPermissions permissions = new FolderPermissions(database, users);
    return new PermissionWiring(
        database,
        permissions,
        new GroupedAccounts(users, database, permissions),
        new GroupsApi(database, users, permissions, clock),
        new FolderPermissionsApi(database, users, permissions));
  }

  /** Whether there is a group with this id. */
  public boolean groupExists(String id) {
    return database.read(connection -> GroupStore.find(connection, id)).isPresent();
  }

  /** The id and the name of the group with this id or name. */
  public Optional<Accounts.Membership> group(String nameOrId) {
    return database
        .read(connection -> GroupStore.named(connection, nameOrId))
        .map(group -> new Accounts.Membership(group.id(), group.name()));
  }

  /** Takes groups and permissions from a user who is removed: a later one of that name has none. */
  public AccountListener listener() {
    return (connection, userId, username) -> GroupStore.forget(connection, username);
  }

  /** Adds the calls. */
  public void routes(Routes routes) {
    groupsApi.routes(routes);
    permissionsApi.routes(routes);
  }

  /** Accounts that know which groups they belong to, and have what those let their members use. */
  private record GroupedAccounts(
      Accounts accounts, Database database, FolderPermissions permissions) implements Accounts {

    private static final int GROUPS_MAX = 1_000;

    @Override
    public Optional<Account> find(String username) {
      return accounts.find(username).map(permissions::licensed);
    }

    @Override
    public Optional<String> activeId(String username) {
      return accounts.activeId(username);
    }

    @Override
    public void changed(String username) {
      accounts.changed(username);
    }

    @Override
    public void loggedIn(Account account, InetAddress from) {
      accounts.loggedIn(account, from);
    }

    @Override
    public List<Membership> memberships(String username) {
      return database.read(connection -> GroupStore.of(connection, username, GROUPS_MAX));
    }
  }
}
