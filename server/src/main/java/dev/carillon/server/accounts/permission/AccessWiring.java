package dev.carillon.server.accounts.permission;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.server.accounts.login.Account;
import dev.carillon.server.accounts.login.Accounts;
import dev.carillon.server.platform.http.AccountListener;
import dev.carillon.server.platform.http.Routes;
import java.net.InetAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Groups and folder permissions, put together. */
public final class AccessWiring {

  private final FolderPermissions permissions;
  private final Accounts accounts;
  private final GroupsApi groupsApi;
  private final FolderPermissionsApi permissionsApi;
  private final Database database;

  /** Puts it together on these. */
  public AccessWiring(Database database, Accounts users, InstantSource clock) {
    this.database = database;
    this.permissions = new FolderPermissions(database, users);
    this.accounts = new GroupedAccounts(users, database, permissions);
    this.groupsApi = new GroupsApi(database, users, permissions, clock);
    this.permissionsApi = new FolderPermissionsApi(database, users, permissions);
  }

  /** Which users may do what. */
  public FolderPermissions permissions() {
    return permissions;
  }

  /** Users who know their groups. */
  public Accounts accounts() {
    return accounts;
  }

  /** Whether there is a group with this id. */
  public boolean groupExists(String id) {
    return database.read(connection -> GroupStore.find(connection, id)).isPresent();
  }

  /** Takes groups and permissions from a user who is removed: a later one of that name has none. */
  public AccountListener listener() {
    return new AccountListener() {
      @Override
      public void disabled(Connection connection, String userId, String username) {
        // the permissions wait for the day on which the user is enabled again
      }

      @Override
      public void removed(Connection connection, String userId, String username)
          throws SQLException {
        GroupStore.forget(connection, username);
      }
    };
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
    public void loggedIn(Account account, InetAddress from) {
      accounts.loggedIn(account, from);
    }

    @Override
    public List<Membership> memberships(String username) {
      return database.read(connection -> GroupStore.of(connection, username, GROUPS_MAX));
    }
  }
}
