package dev.carillon.server.accounts.permission;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.server.accounts.login.Account;
import dev.carillon.server.accounts.login.Accounts;
import dev.carillon.server.assets.folder.PermissionSource;
import dev.carillon.server.assets.folder.TreePath;
import dev.carillon.server.assets.folder.UserPermissions;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Caller;
import dev.carillon.server.platform.http.Caller.Licence;
import dev.carillon.server.platform.http.CurrentCall;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The permissions that count now: the table in memory. A change made here counts before its
 * response; one that another node made, within a second.
 */
public final class FolderPermissions implements PermissionSource {

  private static final System.Logger LOG = System.getLogger(FolderPermissions.class.getName());

  private static final long CHECKED_EVERY_NANOS = 1_000_000_000;

  private final Database database;
  private final Accounts accounts;
  private final ReentrantLock reading = new ReentrantLock();
  private final AtomicLong checked = new AtomicLong(System.nanoTime());
  private volatile PermissionTable table;

  /** The permissions in this database, of these users. */
  public FolderPermissions(Database database, Accounts accounts) {
    this.database = database;
    this.accounts = accounts;
    this.table = database.read(PermissionStore::table);
  }

  /**
   * Nothing is read for the caller of the current call, who was found out when the call came: a
   * response to a change that is committed must not fail because the database is away.
   */
  @Override
  public UserPermissions of(String username) {
    return CurrentCall.get()
        .flatMap(Call::knownCaller)
        .filter(caller -> caller.username().equals(username))
        .or(() -> accounts.active(username).map(Account::caller))
        .<UserPermissions>map(this::of)
        .orElse(GrantedPermissions.NONE);
  }

  @Override
  public boolean active(String username) {
    return accounts.active(username).isPresent();
  }

  /**
   * What is permitted to a group as such; empty where there is no such group with any permission.
   */
  public Optional<UserPermissions> ofGroup(String id) {
    return current().ofGroup(id);
  }

  private UserPermissions of(Caller caller) {
    return caller.superUser()
        ? UserPermissions.everything(caller.username())
        : current().of(caller.username());
  }

  /** The account with the richest licence of its own and of its groups. */
  Account licensed(Account account) {
    Licence licence = current().licence(account.username(), account.licence());
    return licence == account.licence() ? account : account.with(licence);
  }

  private PermissionTable current() {
    long last = checked.get();
    long now = System.nanoTime();
    if (now - last > CHECKED_EVERY_NANOS && checked.compareAndSet(last, now)) {
      refresh();
    }
    return table;
  }

  @Override
  public void moved(Connection connection, TreePath from, TreePath to) throws SQLException {
    PermissionStore.copy(connection, from, to);
  }

  @Override
  public void left(Connection connection, TreePath path) throws SQLException {
    PermissionStore.prune(connection, path);
  }

  /** While the database is away nothing changes there: what is known counts, and is read again. */
  @Override
  public void refresh() {
    reading.lock();
    try {
      if (database.read(PermissionStore::version) != table.version()) {
        table = database.read(PermissionStore::table);
      }
    } catch (HooksException away) {
      checked.set(System.nanoTime() - 2 * CHECKED_EVERY_NANOS);
      LOG.log(
          Level.DEBUG, "Permissions could not be read; the known permissions stay in force", away);
    } finally {
      reading.unlock();
    }
  }
}
