package dev.carillon.hooks.jdbc.sqlite;

import dev.carillon.hooks.delivery.SteadyClock;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Embedder;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.log.Horizon;
import dev.carillon.hooks.jdbc.log.Lists;
import dev.carillon.hooks.jdbc.log.SqlDeliveryLog;
import dev.carillon.hooks.jdbc.log.SqlJournal;
import dev.carillon.hooks.jdbc.log.Subjects;
import dev.carillon.hooks.jdbc.store.Columns;
import dev.carillon.hooks.jdbc.store.Dialect;
import dev.carillon.hooks.jdbc.store.IndexOrder;
import dev.carillon.hooks.jdbc.store.OperationalEventWriter;
import dev.carillon.hooks.jdbc.store.Owner;
import dev.carillon.hooks.jdbc.store.Retention;
import dev.carillon.hooks.jdbc.store.SettlementWriter;
import dev.carillon.hooks.jdbc.store.SqlAttempts;
import dev.carillon.hooks.jdbc.store.SqlDueDeliveries;
import dev.carillon.hooks.jdbc.store.SqlRepairs;
import dev.carillon.hooks.jdbc.store.SqlWebhooks;
import dev.carillon.hooks.jdbc.store.StoreContext;
import dev.carillon.hooks.jdbc.store.WebhookCache;
import dev.carillon.hooks.jdbc.store.WebhookCodec;
import dev.carillon.hooks.webhook.EventFilterReader;
import dev.carillon.hooks.webhook.SecretCipher;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Opens the store in one SQLite file. One store for each database: it holds webhooks in memory. */
public final class SqliteStore {

  /**
   * The file has one owner at a time, so rows need not say which: a start owns at once whatever is
   * pending, a million rows as quickly as none.
   */
  private static final Owner OWNER = Owner.forGood(0);

  private static final String KEEP_NUMBERS =
      """
      update sequences set used = max(used,
        (select coalesce(max(sequence), 0) from deliveries),
        (select coalesce(max(sequence), 0) from events))
      """;

  /** One transaction writes at a time, and numbers are given as it goes: nothing comes later. */
  private static final long NEWEST = Long.MAX_VALUE - 1;

  private static final int DELIVERY_BYTES = 150;

  private static final String OF_EVENT =
      """
      (d.sequence > e.sequence and d.sequence <= e.sequence + e.deliveries
        or d.sequence in (
          select l.sequence from late_deliveries l where l.event = e.sequence))
      """;

  private static final Dialect WORDING =
      new Dialect(
          OF_EVENT,
          // in this order: else all deliveries are indexed first to find those of one event
          "cross join events e on e.sequence = d.event",
          new Dialect.Keeping(
              List.of(KEEP_NUMBERS),
              List.of(SqliteLateDeliveries.FORGET),
              List.of(SubjectFiling.forget(OF_EVENT)),
              DELIVERY_BYTES),
          new Dialect.Contains(
              "instr(%1$s, ?) > 0", FoldedContains.CONDITION, FoldedContains.CONDITION, false),
          Dialect.Locks.NONE,
          IndexOrder.BY_COLUMNS);

  private SqliteStore() {}

  /** Opens the store for webhooks that subscribe by type, with a clock of its own. */
  public static Store open(Database database, SecretCipher cipher) {
    return open(
        database, cipher, EventFilterReader.TYPES_ONLY, SteadyClock.startingAt(Instant.now()));
  }

  /**
   * Opens the store. Its tables must be there: see {@link dev.carillon.hooks.jdbc.Tables}.
   *
   * @param clock the engine's
   */
  public static Store open(
      Database database, SecretCipher cipher, EventFilterReader filters, InstantSource clock) {
    return open(database, Embedder.of(cipher, filters), clock);
  }

  /** Opens the store for a program that hears what becomes of its webhooks. */
  public static Store open(Database database, Embedder embedder, InstantSource clock) {
    AtomicLong used =
        new AtomicLong(database.write(connection -> start(connection, clock.instant())));
    var deciphering = new WebhookCodec(embedder.cipher(), embedder.filters());
    var cache = new WebhookCache(database, deciphering, true);
    var context =
        new StoreContext(database, cache, clock, OWNER, new SqliteLateDeliveries(used), WORDING);
    var outbox = new SqliteOutbox(context, used);
    var announcing = new OperationalEventWriter(cache, outbox, embedder.announcer());
    return new Store(
        new SqlWebhooks(context, deciphering, announcing),
        new SqlDueDeliveries(context, () -> NEWEST),
        new SettlementWriter(context, new SqliteSuccesses(OWNER.epoch()), announcing),
        new Retention(
            context, new SubjectFiling(database)::step, new FreePages(database)::giveBack),
        new SqlAttempts(context),
        new SqlDeliveryLog(context, Subjects.FILED, Lists.JSON),
        new SqlJournal(database, Horizon.NEWEST, Subjects.FILED),
        new SqlRepairs(context),
        outbox,
        new SqliteLease(),
        clock);
  }

  /** Counts the start and finds the last number that was given. */
  private static long start(Connection connection, Instant now) throws SQLException {
    try (var statement = connection.prepareStatement("insert into nodes (started_at) values (?)")) {
      statement.setLong(1, Columns.micros(now));
      statement.executeUpdate();
    }
    try (var statement = connection.prepareStatement(KEEP_NUMBERS)) {
      statement.executeUpdate();
    }
    try (var statement = connection.prepareStatement("select used from sequences");
        var row = statement.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }
}
