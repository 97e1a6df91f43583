package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Embedder;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.log.PackedDeliveryLog;
import dev.carillon.hooks.jdbc.log.SqlJournal;
import dev.carillon.hooks.jdbc.store.EventSubjects;
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
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** Opens the packed store in a PostgreSQL database, version 15 or later. */
public final class PackedPostgresStore {

  private static final String GIVEN =
      "select case when is_called then last_value else 0 end from delivery_sequence";
  private static final String BLOCK = "select nextval('block_sequence')";

  private PackedPostgresStore() {}

  /**
   * Opens the store for this node. Its tables must be there.
   *
   * @throws dev.carillon.hooks.delivery.HooksException with {@code STORE_LOCKED} if another node is
   *     alive
   */
  public static Store open(
      Database database,
      Embedder embedder,
      InstantSource engineClock,
      Node node,
      StoreLimits limits) {
    return opened(database, embedder, engineClock, node, limits).store();
  }

  /** Opens the store; what its parts share can be looked into. */
  static Opened opened(
      Database database,
      Embedder embedder,
      InstantSource engineClock,
      Node node,
      StoreLimits limits) {
    PackedPostgresOwnership ownership = PackedPostgresOwnership.begin(database, node);
    // of this node's own numbers: what others were given is not open here
    AtomicLong given = new AtomicLong(database.read(c -> Sql.number(c, GIVEN)));
    var cache = new WebhookCache(database, embedder, false);
    var shared =
        new StoreContext(
            database,
            cache,
            engineClock,
            ownership,
            connection -> raised(given, SequenceBlocks.takeExactly(connection, 1)[0]));
    var context =
        PackedContext.of(shared, limits, connection -> Sql.number(connection, BLOCK), given::get);
    context.start();
    var outbox =
        new PackedOutbox(
            context,
            (connection, count) -> {
              long first = new SequenceBlocks(count).takeRun(connection, count);
              raised(given, first + count - 1);
              return first;
            },
            new PostgresEventWriter(ownership.epoch()));
    var operationalEvents = new OperationalEventWriter(cache, outbox, embedder.operationalEvents());
    var horizon = new PostgresHorizon(database);
    Store store =
        new Store(
            new SqlWebhooks(context, embedder, operationalEvents),
            new PackedDueDeliveries(context, outbox, horizon),
            new PackedSettlementWriter(context, operationalEvents),
            new PackedRetention(
                context,
                new EventSubjects(context, horizon),
                (connection, number) -> {},
                () -> false),
            new PackedAttempts(context),
            new PackedDeliveryLog(context),
            SqlJournal.packed(context, horizon),
            new PackedDeliveryActions(context),
            outbox,
            ownership,
            engineClock);
    return new Opened(store, context);
  }

  private static long raised(AtomicLong given, long number) {
    given.accumulateAndGet(number, Math::max);
    return number;
  }

  /** A store and what its parts share. */
  record Opened(Store store, PackedContext context) {}
}
