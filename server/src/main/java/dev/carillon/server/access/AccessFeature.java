package dev.carillon.server.access;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.server.auth.Accounts;
import dev.carillon.server.http.Routes;
import java.time.InstantSource;

/** Groups and rights, put together. */
public final class AccessFeature {

  private final FolderRights rights;
  private final Accounts accounts;
  private final GroupsApi groupsApi;
  private final FolderRightsApi rightsApi;

  /** Puts it together on these. */
  public AccessFeature(Database database, Accounts users, InstantSource clock) {
    this.accounts = new GroupedAccounts(users, database);
    this.rights = new FolderRights(database, users);
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

  /** Adds the calls. */
  public void routes(Routes routes) {
    groupsApi.routes(routes);
    rightsApi.routes(routes);
  }
}
