package dev.carillon.server.accounts.access;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.server.accounts.login.Account;
import dev.carillon.server.accounts.login.Accounts;
import dev.carillon.server.assets.folder.PermissionSource;
import dev.carillon.server.assets.folder.Permissions;
import dev.carillon.server.assets.folder.TreePath;
import dev.carillon.server.assets.folder.UserPermissions;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Caller;
import dev.carillon.server.platform.http.Caller.Licence;
import dev.carillon.server.platform.http.CurrentCall;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The rights that count now: the table in memory. A change made here counts before it is answered;
 * one that another node made, within a second.
 */
public final class FolderRights implements PermissionSource {

  private static final System.Logger LOG = System.getLogger(FolderRights.class.getName());

  private static final long ASKED_EVERY_NANOS = 1_000_000_000;

  private final Database database;
  private final Accounts accounts;
  private final ReentrantLock reading = new ReentrantLock();
  private final AtomicLong asked = new AtomicLong(System.nanoTime());
  private volatile AccessTable table;

  /** The rights in this database, of these users. */
  public FolderRights(Database database, Accounts accounts) {
    this.database = database;
    this.accounts = accounts;
    this.table = database.read(AccessStore::table);
  }

  /**
   * Of the caller whom this thread answers nothing is read: who it is was found out when the call
   * came, and an answer to a change that is committed must not fail for a database that is away.
   */
  @Override
  public UserPermissions of(String username) {
    return CurrentCall.get()
        .flatMap(Call::knownCaller)
        .filter(caller -> caller.username().equals(username))
        .or(() -> accounts.active(username).map(Account::caller))
        .<UserPermissions>map(this::of)
        .orElseGet(NoGrants::new);
  }

  @Override
  public boolean active(String username) {
    return accounts.active(username).isPresent();
  }

  private UserPermissions of(Caller caller) {
    return caller.superUser()
        ? UserPermissions.everything(caller.username())
        : current().grants(caller.username());
  }

  /** The account with the richest licence of its own and of its groups. */
  Account licensed(Account account) {
    Licence licence = current().licence(account.username(), account.licence());
    return licence == account.licence()
        ? account
        : new Account(
            account.username(), account.person(), account.authorities(), licence, account.proof());
  }

  private AccessTable current() {
    long last = asked.get();
    long now = System.nanoTime();
    if (now - last > ASKED_EVERY_NANOS && asked.compareAndSet(last, now)) {
      refresh();
    }
    return table;
  }

  @Override
  public void moved(Connection connection, TreePath from, TreePath to) throws SQLException {
    AccessStore.copy(connection, from, to);
  }

  @Override
  public void left(Connection connection, TreePath path) throws SQLException {
    AccessStore.prune(connection, path);
  }

  /** While the database is away nothing changes there: what is known counts, and is read again. */
  @Override
  public void refresh() {
    reading.lock();
    try {
      if (database.read(AccessStore::revision) != table.revision()) {
        table = database.read(AccessStore::table);
      }
    } catch (HooksException away) {
      asked.set(System.nanoTime() - 2 * ASKED_EVERY_NANOS);
      LOG.log(
          Level.DEBUG, "Permissions could not be read; the known permissions stay in force", away);
    } finally {
      reading.unlock();
    }
  }

  /** What one may do who is disabled, or not there any more. */
  private record NoGrants() implements UserPermissions {

    @Override
    public Permissions at(TreePath folder) {
      return Permissions.NONE;
    }

    @Override
    public boolean leadsOn(TreePath folder) {
      return false;
    }

    @Override
    public List<Set<String>> layers() {
      return List.of();
    }

    @Override
    public List<Set<String>> readLayers() {
      return List.of();
    }

    @Override
    public boolean everything() {
      return false;
    }

    @Override
    public String username() {
      return "";
    }
  }
}
