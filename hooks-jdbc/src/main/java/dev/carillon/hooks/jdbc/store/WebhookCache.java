package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.jdbc.Database;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The webhooks in memory. Only what a reader saw gets in here, never what a transaction sees that
 * may still be rolled back.
 */
public final class WebhookCache {

  private static final String REVISION = "select revision from webhook_set";

  private final Database database;
  private final WebhookRow rows;
  private final boolean alone;
  private volatile StoredSet held = StoredSet.NONE;
  private volatile boolean stale = true;

  /**
   * An empty cache.
   *
   * @param alone whether nobody but this process can change webhooks
   */
  public WebhookCache(Database database, Deciphering deciphering, boolean alone) {
    this.database = database;
    this.rows = new WebhookRow(deciphering);
    this.alone = alone;
  }

  /** What is in memory: the newest set as far as this process knows. */
  public StoredSet held() {
    return stale ? reloaded() : held;
  }

  /** The newest set that is committed. */
  StoredSet current() {
    StoredSet known = held();
    if (alone || database.read(WebhookCache::revision) == known.revision()) {
      return known;
    }
    return reloaded();
  }

  /** The set at this revision, which the connection's transaction sees and maybe nobody else. */
  public StoredSet at(Connection connection, long revision) throws SQLException {
    StoredSet known = held;
    if (known.revision() == revision) {
      return known;
    }
    stale = true;
    return StoredSet.load(connection, rows);
  }

  /** The revision that a transaction sees. */
  public static long revision(Connection connection) throws SQLException {
    try (var statement = connection.prepareStatement(REVISION);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  /** To be called after each transaction that may have changed a webhook, however it ended. */
  void outdated() {
    stale = true;
  }

  private StoredSet reloaded() {
    stale = false; // before reading: what changes meanwhile must make it true again
    StoredSet loaded;
    try {
      loaded = database.read(connection -> StoredSet.load(connection, rows));
    } catch (RuntimeException failed) {
      stale = true;
      throw failed;
    }
    return newer(loaded);
  }

  private synchronized StoredSet newer(StoredSet loaded) {
    if (loaded.revision() > held.revision()) {
      held = loaded;
    }
    return held;
  }
}
