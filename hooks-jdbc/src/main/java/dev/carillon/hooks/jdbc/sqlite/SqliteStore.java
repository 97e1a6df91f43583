package dev.carillon.hooks.jdbc.sqlite;

import dev.carillon.hooks.delivery.EngineClock;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Embedder;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.log.SqlDeliveryLog;
import dev.carillon.hooks.jdbc.log.SqlJournal;
import dev.carillon.hooks.jdbc.packed.OpenIndex;
import dev.carillon.hooks.jdbc.store.EventSubjectIndex;
import dev.carillon.hooks.jdbc.store.FirstAttempts;
import dev.carillon.hooks.jdbc.store.GroupCollector;
import dev.carillon.hooks.jdbc.store.OpenRecovery;
import dev.carillon.hooks.jdbc.store.OperationalEventWriter;
import dev.carillon.hooks.jdbc.store.OverlongWaits;
import dev.carillon.hooks.jdbc.store.Partitions;
import dev.carillon.hooks.jdbc.store.Retention;
import dev.carillon.hooks.jdbc.store.SettlementWriter;
import dev.carillon.hooks.jdbc.store.SqlAttempts;
import dev.carillon.hooks.jdbc.store.SqlConsumers;
import dev.carillon.hooks.jdbc.store.SqlDeliveryActions;
import dev.carillon.hooks.jdbc.store.SqlDueDeliveries;
import dev.carillon.hooks.jdbc.store.SqlOutbox;
import dev.carillon.hooks.jdbc.store.SqlWebhooks;
import dev.carillon.hooks.jdbc.store.StoreContext;
import dev.carillon.hooks.jdbc.store.StoreLimits;
import dev.carillon.hooks.jdbc.store.WebhookCache;
import dev.carillon.hooks.webhook.EventFilterReader;
import dev.carillon.hooks.webhook.SecretCipher;
import java.sql.Connection;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** Opens the store in one SQLite file. One store for each database: it holds webhooks in memory. */
public final class SqliteStore {

  /** One transaction writes at a time, and numbers are given as it goes: nothing comes later. */
  private static final long NEWEST = Long.MAX_VALUE - 1;

  private static final String BLOCKS =
      """
      select max(coalesce((select max(number) from {results}), 0),
        coalesce((select max(number) from {chunks}), 0))
      """;

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
    return opened(database, embedder, engineClock, StoreLimits.DEFAULT).store();
  }

  /** Opens the store; what its parts share can be looked into. */
  static Opened opened(
      Database database, Embedder embedder, InstantSource engineClock, StoreLimits limits) {
    AtomicLong used = new AtomicLong(database.read(OpenRecovery::given));
    AtomicLong blocks = new AtomicLong(database.read(c -> Sql.number(c, BLOCKS)));
    var cache = new WebhookCache(database, embedder, true);
    var lease = new SqliteLease();
    var context =
        new StoreContext(
            database,
            cache,
            engineClock,
            lease,
            limits,
            new Numbers(used),
            new OpenIndex(),
            new FirstAttempts(blocks::incrementAndGet));
    context.start();
    OverlongWaits.end(context);
    var outbox = new SqlOutbox(context, new SqliteEventWriter(lease.epoch()));
    var operationalEvents = new OperationalEventWriter(cache, outbox, embedder.operationalEvents());
    Store store =
        new Store(
            new SqlWebhooks(context, embedder, operationalEvents),
            new SqlDueDeliveries(
                context, () -> NEWEST, new GroupCollector(context, outbox, embedder.merger())),
            new SettlementWriter(context, operationalEvents, outbox),
            new Retention(
                context,
                new EventSubjectIndex(context, () -> NEWEST),
                Partitions.NONE,
                new FreePages(database)::giveBack),
            new SqlAttempts(context),
            new SqlDeliveryLog(context, () -> Long.MAX_VALUE),
            new SqlJournal(context, () -> newest(database)),
            new SqlDeliveryActions(context, outbox),
            outbox,
            lease,
            engineClock,
            new SqlConsumers(context, () -> NEWEST));
    return new Opened(store, context);
  }

  /** One transaction writes at a time, and numbers are given as it goes: all there is. */
  private static long newest(Database database) {
    return database.read(
        connection -> Sql.number(connection, "select max(sequence) from {events}"));
  }

  /** A store and what its parts share. */
  record Opened(Store store, StoreContext context) {}

  /** Numbers of a database with one writer: each is the one after the last. */
  private record Numbers(AtomicLong last) implements StoreContext.Numbers {

    @Override
    public long take(Connection connection, int count) {
      return last.getAndAdd(count) + 1;
    }

    @Override
    public long given() {
      return last.get();
    }
  }
}
