package dev.carillon.hooks.jdbc.sqlite;

import dev.carillon.hooks.delivery.EngineClock;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Embedder;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.log.SqlDeliveryLog;
import dev.carillon.hooks.jdbc.log.SqlJournal;
import dev.carillon.hooks.jdbc.store.Columns;
import dev.carillon.hooks.jdbc.store.OperationalEventWriter;
import dev.carillon.hooks.jdbc.store.Retention;
import dev.carillon.hooks.jdbc.store.SettlementWriter;
import dev.carillon.hooks.jdbc.store.SqlAttempts;
import dev.carillon.hooks.jdbc.store.SqlDeliveryActions;
import dev.carillon.hooks.jdbc.store.SqlDueDeliveries;
import dev.carillon.hooks.jdbc.store.SqlWebhooks;
import dev.carillon.hooks.jdbc.store.StoreContext;
import dev.carillon.hooks.jdbc.store.WebhookCache;
import dev.carillon.hooks.webhook.EventFilterReader;
import dev.carillon.hooks.webhook.SecretCipher;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** Opens the store in one SQLite file. One store for each database: it holds webhooks in memory. */
public final class SqliteStore {

  /** One transaction writes at a time, and numbers are given as it goes: nothing comes later. */
  private static final long NEWEST = Long.MAX_VALUE - 1;

  private SqliteStore() {}

  /** Opens the store for webhooks that subscribe by type, with a clock of its own. */
  public static Store open(Database database, SecretCipher cipher) {
    return open(
        database, cipher, EventFilterReader.TYPES_ONLY, EngineClock.startingAt(Instant.now()));
  }

  /**
   * Opens the store. Its tables must be there: see {@link dev.carillon.hooks.jdbc.Tables}.
   *
   * @param engineClock by which deliveries become due
   */
  public static Store open(
      Database database,
      SecretCipher cipher,
      EventFilterReader filters,
      InstantSource engineClock) {
    return open(database, Embedder.of(cipher, filters), engineClock);
  }

  /** Opens the store for a program that has operational events. */
  public static Store open(Database database, Embedder embedder, InstantSource engineClock) {
    AtomicLong used =
        new AtomicLong(database.write(connection -> start(connection, engineClock.instant())));
    var cache = new WebhookCache(database, embedder, true);
    var lease = new SqliteLease();
    var context =
        new StoreContext(database, cache, engineClock, lease, connection -> used.incrementAndGet());
    var outbox = new SqliteOutbox(context, used);
    var operationalEvents = new OperationalEventWriter(cache, outbox, embedder.operationalEvents());
    return new Store(
        new SqlWebhooks(context, embedder, operationalEvents),
        new SqlDueDeliveries(context, () -> NEWEST),
        new SettlementWriter(context, new SqliteSuccesses(lease.epoch()), operationalEvents),
        new Retention(context, new SubjectIndex(database)::step, new FreePages(database)::giveBack),
        new SqlAttempts(context),
        new SqlDeliveryLog(context),
        new SqlJournal(database, () -> newest(database)),
        new SqlDeliveryActions(context),
        outbox,
        lease,
        engineClock);
  }

  /** One transaction writes at a time, and numbers are given as it goes: all there is. */
  private static long newest(Database database) {
    return database.read(connection -> Sql.number(connection, "select max(sequence) from events"));
  }

  /** Counts the start and finds the last number that was given. */
  private static long start(Connection connection, Instant now) throws SQLException {
    Sql.update(connection, "insert into nodes (started_at) values (?)", Columns.micros(now));
    Sql.update(connection, SqliteDialect.KEEP_NUMBERS);
    return Sql.number(connection, "select used from sequences");
  }
}
