package dev.carillon.server.accounts.access;

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

/** Groups and rights, put together. */
public final class AccessFeature {

  private final FolderRights rights;
  private final Accounts accounts;
  private final GroupsApi groupsApi;
  private final FolderRightsApi rightsApi;
  private final Database database;

  /** Puts it together on these. */
  public AccessFeature(Database database, Accounts users, InstantSource clock) {
    this.database = database;
    this.rights = new FolderRights(database, users);
    this.accounts = new GroupedAccounts(users, database, rights);
    this.groupsApi = new GroupsApi(new Groups(database, users, rights, clock));
    this.rightsApi = new FolderRightsApi(database, users, rights);
  }

  /** Who may do what. */
  public FolderRights rights() {
    return rights;
  }

  /** Users who know their groups. */
  public Accounts accounts() {
    return accounts;
  }

  /** Whether there is a group with this id. */
  public boolean groupExists(String id) {
    return database.read(connection -> GroupStore.find(connection, id)).isPresent();
  }

  /** Takes groups and rights from a user who is removed: who comes with the same name has none. */
  public AccountListener leaving() {
    return new AccountListener() {
      @Override
      public void disabled(Connection connection, String userId, String username) {
        // the rights wait for the day on which the user is enabled again
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
    rightsApi.routes(routes);
  }

  /** Accounts that know which groups they belong to, and have what those let their members use. */
  private record GroupedAccounts(Accounts accounts, Database database, FolderRights rights)
      implements Accounts {

    private static final int GROUPS_MAX = 1_000;

    @Override
    public Optional<Account> find(String username) {
      return accounts.find(username).map(rights::licensed);
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
