package dev.carillon.bench.growth;

import dev.carillon.bench.embedded.DrivenClock;
import dev.carillon.bench.program.Histogram;
import dev.carillon.bench.program.Key;
import dev.carillon.bench.program.Machine;
import dev.carillon.bench.program.Median;
import dev.carillon.bench.program.Verdict;
import dev.carillon.bench.receiver.Ledger;
import dev.carillon.bench.receiver.RunningReceiver;
import dev.carillon.hooks.core.HooksEngine;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.hooks.delivery.DueDeliveries.Place;
import dev.carillon.hooks.delivery.HooksListener;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Snapshot;
import dev.carillon.hooks.http.HttpSender;
import dev.carillon.hooks.http.address.AddressGuard;
import dev.carillon.hooks.http.address.SystemResolver;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.Tables;
import dev.carillon.hooks.jdbc.sqlite.SqliteDatabase;
import dev.carillon.hooks.jdbc.sqlite.SqliteStore;
import dev.carillon.hooks.secret.AesSecretCipher;
import dev.carillon.hooks.webhook.EventFilterReader;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.Webhook.Subscription;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;

/** How fast the store works and deliveries go, with a short log and with a long one (SQLite). */
final class GrowthLog {

  private static final int FEW = 10_000;
  private static final Duration MONTH = Duration.ofDays(29);
  private static final int COUNT_MAX = 1_000_000_000;
  private static final int PAGE = 100;
  private static final int PAGES_READ = 200;
  private static final int EVENTS = 2_000;
  private static final int AT_ONCE = 100;
  private static final int LAPS = 3;

  private final int many;
  private final Ledger owed = new Ledger();
  private final Semaphore settled = new Semaphore(0);

  GrowthLog(int many) {
    this.many = many;
  }

  Times run(Path folder) throws IOException, InterruptedException {
    try (RunningReceiver receiver = RunningReceiver.start(RunningReceiver.WEBHOOK_ID)) {
      Figures few = with(FEW, Files.createDirectories(folder.resolve("few")), receiver);
      Figures all = with(many, Files.createDirectories(folder.resolve("many")), receiver);
      return new Times(few, all, owed.compare(receiver.report()));
    }
  }

  private Figures with(int deliveries, Path folder, RunningReceiver receiver)
      throws IOException, InterruptedException {
    Path file = folder.resolve("log.db");
    try (SqliteDatabase database = SqliteDatabase.open(file)) {
      fill(database, deliveries, folder, receiver);
    }
    // a log that grew in a month has long been written to the disk
    try (FileChannel written = FileChannel.open(file, StandardOpenOption.WRITE)) {
      written.force(true);
    }
    try (SqliteDatabase database = SqliteDatabase.open(file)) {
      Store store = store(database, folder);
      long stored = store.log().count(DeliveryFilter.ALL, COUNT_MAX).count();
      if (stored < deliveries) {
        throw new IOException("the log has " + stored + " deliveries, not " + deliveries);
      }
      Webhook.Id webhook = store.webhooks().current().webhooks().getFirst().id();
      DeliveryFilter all = DeliveryFilter.ALL.to(webhook);
      double page = p95(() -> store.log().page(all, Cursor.OLDEST, PAGE).entries().size() == PAGE);
      double due = p95(() -> store.due().due(webhook, Instant.now(), Place.START, 1000).isEmpty());
      Figures figures = new Figures(page, due, delivering(database, store));
      System.out.println("with " + stored + " deliveries in the log: " + figures);
      return figures;
    }
  }

  private static void fill(
      SqliteDatabase database, int deliveries, Path folder, RunningReceiver receiver)
      throws IOException {
    Tables.make(database);
    Instant now = Instant.now();
    DrivenClock clock = new DrivenClock(now.minus(MONTH));
    Store store = SqliteStore.open(database, cipher(folder), EventFilterReader.TYPES_ONLY, clock);
    for (int n = 0; n < LongLog.WEBHOOKS; n++) {
      Subscription both = Subscription.to(LongLog.CHANGED, LongLog.RARE);
      store.webhooks().add(Webhook.of("w" + n, receiver.url("/hook"), both, Instant.now()));
    }
    new LongLog(database, store, clock).fill(deliveries, now.minus(MONTH), now);
  }

  /** Deliveries, from the transaction to the settled row. */
  private Rate delivering(SqliteDatabase database, Store store) throws InterruptedException {
    AddressGuard guard = new AddressGuard(AddressGuard.LOOPBACK, Set.of());
    HooksListener listener =
        new HooksListener() {
          @Override
          public void settled(Settlement settlement) {
            settled.release();
          }
        };
    List<Double> laps = new ArrayList<>();
    long cpu = 0;
    try (SystemResolver resolver = new SystemResolver();
        HooksEngine hooks =
            HooksEngine.start(store.config(new HttpSender(resolver, () -> guard)).with(listener))) {
      for (int lap = 0; lap <= LAPS; lap++) {
        long start = System.nanoTime();
        long used = Machine.cpuNanos();
        for (int n = 0; n < EVENTS; n += AT_ONCE) {
          record(database, store).forEach(hooks::committed);
        }
        settled.acquire(EVENTS * LongLog.WEBHOOKS);
        if (lap > 0) {
          laps.add(EVENTS * LongLog.WEBHOOKS / ((System.nanoTime() - start) / 1e9));
          cpu += Machine.cpuNanos() - used;
        }
      }
    }
    double cpuMicros = cpu / 1e3 / LAPS / (EVENTS * LongLog.WEBHOOKS);
    return new Rate(Median.of(laps), cpuMicros);
  }

  private List<Receipt> record(SqliteDatabase database, Store store) {
    List<Receipt> receipts =
        database.write(
            connection -> {
              List<Receipt> all = new ArrayList<>();
              for (int n = 0; n < AT_ONCE; n++) {
                Snapshot body = Snapshot.of("{\"n\":" + n + "}");
                Event event = Event.of(LongLog.CHANGED, "item", Instant.now(), body);
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
    return SqliteStore.open(database, cipher(folder));
  }

  private static AesSecretCipher cipher(Path folder) throws IOException {
    return AesSecretCipher.open(folder.resolve("secret.key"));
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
   * @param rate of deliveries
   */
  record Figures(double pageMillis, double dueMillis, Rate rate) {}

  /**
   * How many in a second.
   *
   * @param cpuMicros this process's processor time for each
   */
  record Rate(double perSecond, double cpuMicros) {}

  /** With few deliveries in the log and with many. */
  record Times(Figures few, Figures many, Verdict verdict) {}
}
