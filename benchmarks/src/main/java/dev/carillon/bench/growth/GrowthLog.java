package dev.carillon.bench.growth;

import dev.carillon.bench.program.Histogram;
import dev.carillon.bench.program.Key;
import dev.carillon.bench.program.Median;
import dev.carillon.bench.program.Verdict;
import dev.carillon.bench.receiver.Ledger;
import dev.carillon.bench.receiver.RunningReceiver;
import dev.carillon.hooks.Hooks;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.hooks.delivery.DueDeliveries.Place;
import dev.carillon.hooks.delivery.HooksListener;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Snapshot;
import dev.carillon.hooks.http.HttpSender;
import dev.carillon.hooks.http.address.AddressGuard;
import dev.carillon.hooks.http.address.SystemResolver;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.Tables;
import dev.carillon.hooks.jdbc.sqlite.SqliteDatabase;
import dev.carillon.hooks.jdbc.sqlite.SqliteStore;
import dev.carillon.hooks.secret.AesSecretCipher;
import dev.carillon.hooks.webhook.Webhook;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;

/** How fast the store works and deliveries go, with a short log and with a long one (SQLite). */
final class GrowthLog {

  private static final int FEW = 10_000;
  private static final int WEBHOOKS = 10;
  private static final int PAGE = 100;
  private static final int PAGES_READ = 200;
  private static final int EVENTS = 2_000;
  private static final int AT_ONCE = 100;
  private static final int LAPS = 3;
  private static final EventType CHANGED = new EventType("item.changed");

  /** Events without a payload of which each delivery went well at once, so many at a time. */
  private static final String OLD_EVENTS =
      """
      insert into events (sequence, id, type, subject, time, recorded_at, deliveries, snapshot)
      with recursive n(x) as (select 0 union all select x + 1 from n where x < ?2 - 1)
      select ?1 + x * 11, printf('%022d', ?1 + x * 11), 'item.changed', 'old', ?3, ?3, 10, x''
      from n
      """;

  private static final String OLD_DELIVERIES =
      """
      insert into deliveries
        (sequence, id, event, webhook, payload, state, owner, attempts, due_at, ended_at,
         created_at, first_status, first_at, first_duration)
      with recursive n(x) as (select 0 union all select x + 1 from n where x < ?2 - 1)
      select ?1 + x * 11 + w.key, printf('%022d', ?1 + x * 11 + w.key), ?1 + x * 11, w.key, null,
        1, 0, 1, null, ?3 + x, ?3, 200, ?3, 1500
      from n cross join webhooks w
      """;

  private static final String TIDIED =
      "update journal set filed = (select max(sequence) from events)";

  private final int many;
  private final Ledger owed = new Ledger();
  private final Semaphore settled = new Semaphore(0);
  private final List<Webhook> webhooks = new ArrayList<>();

  GrowthLog(int many) {
    this.many = many;
  }

  Times run(Path folder) throws IOException, InterruptedException {
    Path file = folder.resolve("log.db");
    try (RunningReceiver receiver = RunningReceiver.start(RunningReceiver.WEBHOOK_ID)) {
      prepare(file, folder, receiver);
      Figures few = grownTo(FEW, file, folder);
      Figures all = grownTo(many, file, folder);
      return new Times(few, all, owed.compare(receiver.report()));
    }
  }

  private void prepare(Path file, Path folder, RunningReceiver receiver) throws IOException {
    try (SqliteDatabase database = SqliteDatabase.open(file)) {
      Tables.make(database);
      Store store = store(database, folder);
      for (int n = 0; n < WEBHOOKS; n++) {
        Webhook webhook =
            Webhook.of(
                "w" + n, receiver.url("/hook"), Webhook.Subscription.to(CHANGED), Instant.now());
        store.webhooks().add(webhook);
        webhooks.add(webhook);
      }
    }
  }

  private Figures grownTo(int deliveries, Path file, Path folder)
      throws IOException, InterruptedException {
    try (SqliteDatabase database = SqliteDatabase.open(file)) {
      grow(database, deliveries);
    }
    // a log that grew in a month has long been tidied and written to the disk
    try (FileChannel written = FileChannel.open(file, StandardOpenOption.WRITE)) {
      written.force(true);
    }
    try (SqliteDatabase database = SqliteDatabase.open(file)) {
      Store store = store(database, folder);
      long stored = number(database, "select count(*) from deliveries where state = 1");
      if (stored < deliveries) {
        throw new IOException("the log has " + stored + " deliveries, not " + deliveries);
      }
      Webhook webhook = webhooks.getFirst();
      DeliveryFilter all = DeliveryFilter.ALL.to(webhook.id());
      double page = p95(() -> store.log().page(all, Cursor.OLDEST, PAGE).entries().size() == PAGE);
      double due =
          p95(() -> store.due().due(webhook.id(), Instant.now(), Place.START, 1000).isEmpty());
      Figures figures = new Figures(page, due, delivering(database, store));
      System.out.println("with " + stored + " deliveries in the log: " + figures);
      return figures;
    }
  }

  private static void grow(SqliteDatabase database, int deliveries) {
    long sequence = 1 + number(database, "select coalesce(max(sequence), 0) from deliveries");
    long missing = (deliveries + 9 - number(database, "select count(*) from deliveries")) / 10;
    while (missing > 0) {
      long events = Math.min(missing, 20_000);
      long from = sequence;
      database.write(
          connection -> {
            for (String sql : List.of(OLD_EVENTS, OLD_DELIVERIES)) {
              try (var statement = connection.prepareStatement(sql)) {
                statement.setLong(1, from);
                statement.setLong(2, events);
                statement.setLong(3, Instant.now().toEpochMilli() * 1000);
                statement.executeUpdate();
              }
            }
            return events;
          });
      sequence += events * (WEBHOOKS + 1);
      missing -= events;
    }
    database.write(
        connection -> {
          try (var statement = connection.prepareStatement(TIDIED)) {
            return statement.executeUpdate();
          }
        });
  }

  /** What is there decides, not what was counted here: the store leaves numbers out. */
  private static long number(SqliteDatabase database, String sql) {
    return database.read(
        connection -> {
          try (var statement = connection.prepareStatement(sql);
              var rows = statement.executeQuery()) {
            rows.next();
            return rows.getLong(1);
          }
        });
  }

  /** Deliveries per second, from the transaction to the settled row. */
  private double delivering(SqliteDatabase database, Store store) throws InterruptedException {
    AddressGuard guard = new AddressGuard(AddressGuard.LOOPBACK, Set.of());
    HooksListener listener =
        new HooksListener() {
          @Override
          public void settled(Settlement settlement) {
            settled.release();
          }
        };
    List<Double> laps = new ArrayList<>();
    try (SystemResolver resolver = new SystemResolver();
        Hooks hooks =
            Hooks.start(store.config(new HttpSender(resolver, () -> guard)).with(listener))) {
      for (int lap = 0; lap <= LAPS; lap++) {
        long start = System.nanoTime();
        for (int n = 0; n < EVENTS; n += AT_ONCE) {
          record(database, store).forEach(hooks::committed);
        }
        settled.acquire(EVENTS * WEBHOOKS);
        if (lap > 0) {
          laps.add(EVENTS * WEBHOOKS / ((System.nanoTime() - start) / 1e9));
        }
      }
    }
    return Median.of(laps);
  }

  private List<Receipt> record(SqliteDatabase database, Store store) {
    List<Receipt> receipts =
        database.write(
            connection -> {
              List<Receipt> all = new ArrayList<>();
              for (int n = 0; n < AT_ONCE; n++) {
                Snapshot body = Snapshot.of("{\"n\":" + n + "}");
                Event event = Event.of(CHANGED, "item", Instant.now(), body);
                all.add(store.outbox().append(connection, event));
              }
              return all;
            });
    for (Receipt receipt : receipts) {
      receipt.due().forEach(due -> owed.add(Key.parse(due.delivery().id().value()), 0));
    }
    return receipts;
  }

  private static double p95(Question question) throws IOException {
    Histogram times = new Histogram();
    for (int n = 0; n < PAGES_READ; n++) {
      long start = System.nanoTime();
      if (!question.answeredRightly()) {
        throw new IOException("the store does not say what it should");
      }
      times.record(System.nanoTime() - start);
    }
    return times.millis(0.95);
  }

  private static Store store(SqliteDatabase database, Path folder) throws IOException {
    return SqliteStore.open(database, AesSecretCipher.open(folder.resolve("secret.key")));
  }

  /** Asks the store something. */
  @FunctionalInterface
  private interface Question {
    boolean answeredRightly();
  }

  /**
   * What was seen with one length of the log.
   *
   * @param pageMillis p95 of reading the first hundred
   * @param dueMillis p95 of asking what is due
   * @param perSecond deliveries
   */
  record Figures(double pageMillis, double dueMillis, double perSecond) {}

  /** With few deliveries in the log and with many. */
  record Times(Figures few, Figures many, Verdict verdict) {}
}
