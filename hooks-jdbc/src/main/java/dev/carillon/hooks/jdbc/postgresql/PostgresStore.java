package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.delivery.EngineClock;
import dev.carillon.hooks.delivery.Lease;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.DatabaseWork;
import dev.carillon.hooks.jdbc.Embedder;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.log.SqlDeliveryLog;
import dev.carillon.hooks.jdbc.log.SqlJournal;
import dev.carillon.hooks.jdbc.packed.OpenIndex;
import dev.carillon.hooks.jdbc.store.Columns;
import dev.carillon.hooks.jdbc.store.EventSubjectIndex;
import dev.carillon.hooks.jdbc.store.FirstAttempts;
import dev.carillon.hooks.jdbc.store.GroupCollector;
import dev.carillon.hooks.jdbc.store.NodeEpoch;
import dev.carillon.hooks.jdbc.store.OperationalEventWriter;
import dev.carillon.hooks.jdbc.store.OverlongWaits;
import dev.carillon.hooks.jdbc.store.Retention;
import dev.carillon.hooks.jdbc.store.RowsForOthers;
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
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Opens the store in a PostgreSQL database, version 15 or later. */
public final class PostgresStore {

  /** A node gives numbers of blocks from its epoch on, so that no two give the same one. */
  private static final int BLOCK_BITS = 40;

  private static final String NOW =
      "select (extract(epoch from clock_timestamp()) * 1000000)::bigint";

  private PostgresStore() {}

  /**
   * Opens the store for webhooks that subscribe by type, for this process, by the database's clock.
   */
  public static Store open(Database database, SecretCipher cipher) {
    return open(
        database,
        cipher,
        EventFilterReader.TYPES_ONLY,
        EngineClock.startingAt(timeOf(database)),
        Node.ofThisProcess());
  }

  /**
   * Opens the store for this node. Its tables must be there: see {@link
   * dev.carillon.hooks.jdbc.Tables}.
   *
   * @param engineClock by which deliveries become due; it starts at {@link #timeOf}
   * @throws dev.carillon.hooks.delivery.HooksException with {@code STORE_LOCKED} if another node is
   *     alive and this one wants to be alone
   */
  public static Store open(
      Database database,
      SecretCipher cipher,
      EventFilterReader filters,
      InstantSource engineClock,
      Node node) {
    return open(database, Embedder.of(cipher, filters), engineClock, node);
  }

  /** Opens the store for a program that has operational events. */
  public static Store open(
      Database database, Embedder embedder, InstantSource engineClock, Node node) {
    return open(database, embedder, engineClock, node, connection -> true);
  }

  /**
   * Opens the store for a program that may find at the last moment that it must not use it.
   *
   * @param before runs in the transaction in which this node enters, before it does; if it throws,
   *     the node does not enter
   */
  public static Store open(
      Database database,
      Embedder embedder,
      InstantSource engineClock,
      Node node,
      DatabaseWork<Boolean> before) {
    long epoch = enter(database, node, before);
    return opened(database, embedder, engineClock, node, StoreLimits.DEFAULT, epoch).store();
  }

  /**
   * Opens the store for a program that records in transactions of its own, or beside processes that
   * only record: what is recorded is not committed in the order of its numbers then.
   */
  public static Store openAmongRecorders(
      Database database, Embedder embedder, InstantSource engineClock, Node node) {
    Opened opened = opened(database, embedder, engineClock, node, StoreLimits.DEFAULT);
    opened.context().open().othersRecord();
    return opened.store();
  }

  /**
   * Opens the store for a process that records, and leaves it to others to send. No other process
   * waits for it, and it has no lease to lose.
   */
  public static Store openToRecord(
      Database database, Embedder embedder, InstantSource engineClock) {
    var open = new OpenIndex();
    var owner = new RecordOnly(Node.ofThisProcess(), open);
    Opening opening =
        new Opening(database, embedder, engineClock, StoreLimits.DEFAULT, open, owner.epoch());
    return opened(opening, owner, owner, owner::entered).store();
  }

  /** Opens the store; what its parts share can be looked into. */
  static Opened opened(
      Database database,
      Embedder embedder,
      InstantSource engineClock,
      Node node,
      StoreLimits limits) {
    long epoch = enter(database, node, connection -> true);
    return opened(database, embedder, engineClock, node, limits, epoch);
  }

  private static long enter(Database database, Node node, DatabaseWork<Boolean> before) {
    return database.write(
        connection -> {
          before.in(connection);
          return PostgresOwnership.enter(connection, node);
        });
  }

  private static Opened opened(
      Database database,
      Embedder embedder,
      InstantSource engineClock,
      Node node,
      StoreLimits limits,
      long epoch) {
    var open = new OpenIndex();
    PostgresOwnership ownership = PostgresOwnership.begin(database, node, engineClock, open, epoch);
    Opening opening =
        new Opening(database, embedder, engineClock, limits, open, epoch << BLOCK_BITS);
    Opened opened = opened(opening, ownership, ownership, ownership::entered);
    ownership.opened(which -> RowsForOthers.give(opened.context(), which));
    OverlongWaits.end(opened.context());
    return opened;
  }

  private static Opened opened(
      Opening opening, NodeEpoch owner, Lease lease, Supplier<NodeFences> entered) {
    Database database = opening.database();
    Embedder embedder = opening.embedder();
    // of this node's own numbers: what others were given is not open here
    var numbers = new SequenceNumbers(database.read(SequenceNumbers::lastOf));
    AtomicLong blocks = new AtomicLong(opening.blocks());
    var cache = new WebhookCache(database, embedder, false);
    var context =
        new StoreContext(
            database,
            cache,
            opening.engineClock(),
            owner,
            opening.limits(),
            numbers,
            opening.open(),
            new FirstAttempts(blocks::incrementAndGet));
    context.start();
    var outbox = new SqlOutbox(context, new PostgresEventWriter(entered));
    var operationalEvents = new OperationalEventWriter(cache, outbox, embedder.operationalEvents());
    var horizon = new PostgresHorizon(database);
    Store store =
        new Store(
            new SqlWebhooks(context, embedder, operationalEvents),
            new SqlDueDeliveries(
                context, horizon, new GroupCollector(context, outbox, embedder.merger())),
            new SettlementWriter(context, operationalEvents, outbox),
            new Retention(
                context,
                new EventSubjectIndex(context, horizon),
                new LogPartitions(context),
                () -> false),
            new SqlAttempts(context),
            new SqlDeliveryLog(context, horizon),
            new SqlJournal(context, horizon),
            new SqlDeliveryActions(context, outbox),
            outbox,
            lease,
            opening.engineClock(),
            new SqlConsumers(context, horizon));
    return new Opened(store, context);
  }

  /** The database's clock: where the engine's clock starts, so that nodes agree on due times. */
  public static Instant timeOf(Database database) {
    return Columns.instant(database.read(connection -> Sql.number(connection, NOW)));
  }

  /**
   * What a store is opened with.
   *
   * @param open what is open, which is nothing yet
   * @param blocks the number before that of its first block
   */
  private record Opening(
      Database database,
      Embedder embedder,
      InstantSource engineClock,
      StoreLimits limits,
      OpenIndex open,
      long blocks) {}

  /** A store and what its parts share. */
  record Opened(Store store, StoreContext context) {}
}
