package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Embedder;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.transaction.HeldConnection;
import dev.carillon.hooks.jdbc.transaction.Transaction;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The webhooks in memory. Only what a reader saw gets in here, never what a transaction sees that
 * may still be rolled back.
 */
public final class WebhookCache {

  private static final String REVISION = "select revision from {webhook_set}";

  private static final String KEY = "select key from {webhooks} where id = ?";

  private final Database database;
  private final WebhookRow rows;
  private final boolean alone;
  private final AtomicLong changes = new AtomicLong();
  private final ReentrantLock reloading = new ReentrantLock();
  private volatile Held held = new Held(StoredSet.NONE, -1);

  /**
   * An empty cache.
   *
   * @param alone whether this process alone can change webhooks
   */
  public WebhookCache(Database database, Embedder embedder, boolean alone) {
    this.database = database;
    this.rows = new WebhookRow(embedder);
    this.alone = alone;
  }

  /**
   * What is in memory, without waiting for others: while one thread reads what has changed, the
   * others get what was there before, and so does a thread that has a connection. Who writes by it
   * must compare its revision.
   */
  public StoredSet held() {
    if (outdated(held) && !HeldConnection.any() && reloading.tryLock()) {
      return reloaded();
    }
    return held.set();
  }

  /** What is in memory; where that may be old, what the connection's transaction sees. */
  StoredSet seenBy(Connection connection) throws SQLException {
    Held known = held;
    return outdated(known) ? at(connection, revision(connection)) : known.set();
  }

  /** What is in memory, however old, without reading anything: for what never changes. */
  StoredSet known() {
    return held.set();
  }

  /** The newest set that is committed. */
  StoredSet current() {
    Held known = held;
    if (!alone && database.read(WebhookCache::revision) != known.set().revision()) {
      outdated();
    }
    if (!outdated(known)) {
      return known.set();
    }
    reloading.lock();
    return reloaded();
  }

  /** The set at this revision, which the connection's transaction sees and maybe no other one. */
  public StoredSet at(Connection connection, long revision) throws SQLException {
    StoredSet known = held.set();
    if (known.revision() == revision) {
      return known;
    }
    outdated();
    long before = changes.get();
    StoredSet loaded = StoredSet.load(connection, rows);
    // only the store's own transactions change webhooks: what another one sees is committed
    if (Transaction.of(connection).isEmpty() && reloading.tryLock()) {
      try {
        held = revision > held.set().revision() ? new Held(loaded, before) : held;
      } finally {
        reloading.unlock();
      }
    }
    return loaded;
  }

  /** The revision that a transaction sees. */
  public static long revision(Connection connection) throws SQLException {
    return Sql.number(connection, REVISION);
  }

  /** The number of a webhook in other tables, removed or not; -1 = there is none. */
  public static long key(Connection connection, Webhook.Id webhook) throws SQLException {
    return Sql.first(connection, KEY, Sql.NUMBER, webhook.value()).orElse(-1L);
  }

  /** To be called after each transaction that may have changed a webhook, however it ended. */
  void outdated() {
    changes.incrementAndGet();
  }

  private boolean outdated(Held known) {
    return known.changes() != changes.get();
  }

  /** Reads what is there, unless somebody just did; ends with the lock, which the caller took. */
  private StoredSet reloaded() {
    try {
      // before reading: what changes meanwhile is not in it for certain
      long before = changes.get();
      Held known = held;
      if (outdated(known)) {
        StoredSet loaded = database.read(connection -> StoredSet.load(connection, rows));
        boolean newer = loaded.revision() > known.set().revision();
        held = new Held(newer ? loaded : known.set(), before);
      }
      return held.set();
    } finally {
      reloading.unlock();
    }
  }

  /**
   * A set, and how much of what has changed is in it for certain.
   *
   * @param changes how many changes this process knew of when it was read
   */
  private record Held(StoredSet set, long changes) {}
}
