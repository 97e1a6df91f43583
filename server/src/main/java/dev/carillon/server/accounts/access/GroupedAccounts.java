package dev.carillon.server.accounts.access;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.server.accounts.login.Account;
import dev.carillon.server.accounts.login.Accounts;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** Accounts that know which groups they belong to, and have what those let their members use. */
record GroupedAccounts(Accounts accounts, Database database, FolderRights rights)
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
