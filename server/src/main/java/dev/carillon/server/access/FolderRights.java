package dev.carillon.server.access;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.server.auth.Account;
import dev.carillon.server.auth.Accounts;
import dev.carillon.server.folder.Grants;
import dev.carillon.server.folder.Rights;
import dev.carillon.server.folder.TreePath;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The rights that count now: the table in memory. A change made here counts before it is answered;
 * one that another node made, within a second.
 */
public final class FolderRights implements Rights {

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

  @Override
  public Grants of(String username) {
    boolean superUser =
        accounts.find(username).map(Account::caller).filter(c -> c.superUser()).isPresent();
    if (superUser) {
      return Grants.everything(username);
    }
    long last = asked.get();
    long now = System.nanoTime();
    if (now - last > ASKED_EVERY_NANOS && asked.compareAndSet(last, now)) {
      refresh();
    }
    return accounts
        .find(username)
        .<Grants>map(account -> table.grants(account.username()))
        .orElseGet(NoGrants::new);
  }

  @Override
  public void moved(Connection connection, TreePath from, TreePath to) throws SQLException {
    AccessStore.copy(connection, from, to);
  }

  @Override
  public void left(Connection connection, TreePath path) throws SQLException {
    AccessStore.prune(connection, path);
  }

  @Override
  public void refresh() {
    reading.lock();
    try {
      if (database.read(AccessStore::revision) != table.revision()) {
        table = database.read(AccessStore::table);
      }
    } finally {
      reading.unlock();
    }
  }
}
