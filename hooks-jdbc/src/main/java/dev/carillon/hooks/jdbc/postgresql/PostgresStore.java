package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.delivery.SteadyClock;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Embedder;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.log.Lists;
import dev.carillon.hooks.jdbc.log.SqlDeliveryLog;
import dev.carillon.hooks.jdbc.log.SqlJournal;
import dev.carillon.hooks.jdbc.log.Subjects;
import dev.carillon.hooks.jdbc.store.Dialect;
import dev.carillon.hooks.jdbc.store.IndexOrder;
import dev.carillon.hooks.jdbc.store.OperationalEventWriter;
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
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Opens the store in a PostgreSQL database, version 15 or later. */
public final class PostgresStore {

  private static final int DELIVERY_BYTES = 550;

  /**
   * Bytes as a text with one character for each, 1 instead of 0, which no text may hold: whatever
   * they are, and whatever the database's own letters are.
   */
  private static final String BYTES =
      """
      convert_from(
        case when position('\\x00'::bytea in %1$s) = 0 then %1$s
        else decode(
          replace(replace(encode(%1$s, 'escape'), '\\\\', '\\134'), '\\000', '\\001'), 'escape')
        end, 'LATIN1')
      """;

  private static final Dialect WORDING =
      new Dialect(
          "d.event = e.sequence",
          // else all events may be gone through for the few of a rare type
          "cross join lateral (select * from events where sequence = d.event offset 0) e",
          new Dialect.Keeping(List.of(), List.of(), List.of(), DELIVERY_BYTES),
          new Dialect.Contains(
              "position(?::bytea in %1$s) > 0",
              "position(lower(?::text collate \"C\") in lower(" + BYTES + " collate \"C\")) > 0",
              BYTES + " collate \"C\" ~ ?",
              true),
          new Dialect.Locks(
              " for key share",
              " for update skip locked",
              " for update",
              "select 1 from events where sequence = any (?) order by sequence for update"),
          IndexOrder.BY_ROWS);

  private static final long NEWEST = Long.MAX_VALUE - 1;

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
        SteadyClock.startingAt(timeOf(database)),
        Node.ofThisProcess());
  }

  /**
   * Opens the store for this node. Its tables must be there: see {@link
   * dev.carillon.hooks.jdbc.Tables}.
   *
   * @param clock the engine's; it starts at {@link #timeOf}
   * @throws dev.carillon.hooks.delivery.HooksException with {@code STORE_LOCKED} if another node is
   *     alive
   */
  public static Store open(
      Database database,
      SecretCipher cipher,
      EventFilterReader filters,
      InstantSource clock,
      Node node) {
    return open(database, Embedder.of(cipher, filters), clock, node);
  }

  /** Opens the store for a program that hears what becomes of its webhooks. */
  public static Store open(Database database, Embedder embedder, InstantSource clock, Node node) {
    PostgresOwnership ownership = PostgresOwnership.begin(database, node);
    var deciphering = new WebhookCodec(embedder.cipher(), embedder.filters());
    var cache = new WebhookCache(database, deciphering, false);
    var context =
        new StoreContext(database, cache, clock, ownership, new PostgresLateDeliveries(), WORDING);
    var outbox = new PostgresOutbox(context);
    var announcing = new OperationalEventWriter(cache, outbox, embedder.announcer());
    var horizon = new PostgresHorizon();
    return new Store(
        new SqlWebhooks(context, deciphering, announcing),
        new SqlDueDeliveries(context, () -> outbox.inOrder() ? NEWEST : horizon.in(database)),
        new SettlementWriter(context, new PostgresSuccesses(ownership.epoch()), announcing),
        new Retention(context),
        new SqlAttempts(context),
        new SqlDeliveryLog(context, Subjects.INDEXED, Lists.ARRAY),
        new SqlJournal(database, horizon, Subjects.INDEXED),
        new SqlRepairs(context),
        outbox,
        ownership,
        clock);
  }

  /** The database's clock: where the engine's clock starts, so that nodes agree on due times. */
  public static Instant timeOf(Database database) {
    long micros =
        database.read(
            connection -> {
              try (var statement = connection.prepareStatement(NOW);
                  var row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
              }
            });
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
