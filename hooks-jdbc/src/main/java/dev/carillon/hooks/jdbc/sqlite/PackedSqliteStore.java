package dev.carillon.hooks.jdbc.sqlite;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Embedder;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.log.PackedDeliveryLog;
import dev.carillon.hooks.jdbc.log.SqlJournal;
import dev.carillon.hooks.jdbc.store.Columns;
import dev.carillon.hooks.jdbc.store.EventSubjects;
import dev.carillon.hooks.jdbc.store.OpenRecovery;
import dev.carillon.hooks.jdbc.store.OperationalEventWriter;
import dev.carillon.hooks.jdbc.store.PackedAttempts;
import dev.carillon.hooks.jdbc.store.PackedContext;
import dev.carillon.hooks.jdbc.store.PackedDueDeliveries;
import dev.carillon.hooks.jdbc.store.PackedOutbox;
import dev.carillon.hooks.jdbc.store.PackedDeliveryActions;
import dev.carillon.hooks.jdbc.store.PackedRetention;
import dev.carillon.hooks.jdbc.store.PackedSettlementWriter;
import dev.carillon.hooks.jdbc.store.SqlWebhooks;
import dev.carillon.hooks.jdbc.store.StoreContext;
import dev.carillon.hooks.jdbc.store.StoreLimits;
import dev.carillon.hooks.jdbc.store.WebhookCache;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** Opens the packed store in one SQLite file. */
public final class PackedSqliteStore {

  /** One transaction writes at a time, and numbers are given as it goes: nothing comes later. */
  private static final long NEWEST = Long.MAX_VALUE - 1;

  private static final String KEEP_NUMBERS = "update sequences set used = max(used, ?)";
  private static final String BLOCKS =
      """
      select max(coalesce((select max(number) from results), 0),
        coalesce((select max(number) from chunks), 0))
      """;

  private PackedSqliteStore() {}

  /** Opens the store. Its tables must be there. */
  public static Store open(
      Database database, Embedder embedder, InstantSource engineClock, StoreLimits limits) {
    return opened(database, embedder, engineClock, limits).store();
  }

  /** Opens the store; what its parts share can be looked into. */
  static Opened opened(
      Database database, Embedder embedder, InstantSource engineClock, StoreLimits limits) {
    Start start = database.write(connection -> start(connection, engineClock.instant()));
    AtomicLong used = new AtomicLong(start.used());
    AtomicLong blocks = new AtomicLong(start.blocks());
    var cache = new WebhookCache(database, embedder, true);
    var lease = new SqliteLease();
    var shared =
        new StoreContext(database, cache, engineClock, lease, connection -> used.incrementAndGet());
    var context =
        PackedContext.of(shared, limits, connection -> blocks.incrementAndGet(), used::get);
    context.start();
    var outbox =
        new PackedOutbox(
            context,
            (connection, count) -> used.getAndAdd(count) + 1,
            new SqliteEventWriter(lease.epoch()));
    var operationalEvents = new OperationalEventWriter(cache, outbox, embedder.operationalEvents());
    Store store =
        new Store(
            new SqlWebhooks(context, embedder, operationalEvents),
            new PackedDueDeliveries(context, outbox, () -> NEWEST),
            new PackedSettlementWriter(context, operationalEvents),
            new PackedRetention(
                context,
                new EventSubjects(context, () -> NEWEST),
                (connection, given) -> Sql.update(connection, KEEP_NUMBERS, given),
                new FreePages(database)::giveBack),
            new PackedAttempts(context),
            new PackedDeliveryLog(context),
            SqlJournal.packed(context, () -> newest(database)),
            new PackedDeliveryActions(context),
            outbox,
            lease,
            engineClock);
    return new Opened(store, context);
  }

  /** One transaction writes at a time, and numbers are given as it goes: all there is. */
  private static long newest(Database database) {
    return database.read(connection -> Sql.number(connection, "select max(sequence) from events"));
  }

  /** Counts the start and finds the last numbers that were given. */
  private static Start start(Connection connection, Instant now) throws SQLException {
    Sql.update(connection, "insert into nodes (started_at) values (?)", Columns.micros(now));
    Sql.update(connection, KEEP_NUMBERS, OpenRecovery.given(connection));
    return new Start(
        Sql.number(connection, "select used from sequences"), Sql.number(connection, BLOCKS));
  }

  /** A store and what its parts share. */
  record Opened(Store store, PackedContext context) {}

  /** The last numbers that were given to events and deliveries, and to blocks of first tries. */
  private record Start(long used, long blocks) {}
}
