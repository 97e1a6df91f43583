package dev.carillon.hooks.jdbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.SubjectFilter;
import dev.carillon.hooks.contracts.TestCipher;
import dev.carillon.hooks.contracts.TestSettlements;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.hooks.delivery.DeliveryLog.Entry;
import dev.carillon.hooks.delivery.DeliveryLog.Page;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.Snapshot;
import dev.carillon.hooks.jdbc.Embedder;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.StoreConsistency;
import dev.carillon.hooks.jdbc.store.StoreLimits;
import dev.carillon.hooks.webhook.Webhook;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers see each delivery once, wherever it is just being moved to. */
class ReadsUnderLoadTest {

  private static final EventType TYPE = new EventType("asset_create");
  private static final int WRITERS = 8;
  private static final int EVENTS = 60;
  private static final StoreLimits TINY =
      new StoreLimits(10, 20, Duration.ZERO, Duration.ofMillis(5), 30, 200);

  @TempDir Path folder;
  private final Set<String> told = ConcurrentHashMap.newKeySet();
  private SqliteDatabase database;
  private SqliteStore.Opened opened;
  private Store store;
  private Webhook webhook;

  @BeforeEach
  void open() {
    database = SqliteFixture.database(folder.resolve("load.db"));
    Embedder embedder = Embedder.of(new TestCipher(), SubjectFilter::read);
    opened = SqliteStore.opened(database, embedder, Clock.systemUTC(), TINY);
    store = opened.store();
    webhook = Webhook.of("any", "https://e", Webhook.Subscription.to(TYPE), Instant.now());
    store.webhooks().add(webhook);
    store
        .webhooks()
        .add(Webhook.of("other", "https://o", Webhook.Subscription.to(TYPE), Instant.now()));
  }

  @AfterEach
  void close() {
    StoreConsistency.check(database, opened.context());
    database.close();
  }

  @Test
  void whateverHappensMeanwhileNothingIsMissingAndNothingComesTwice() throws Exception {
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> writers = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        Random random = new Random(i);
        writers.add(callers.submit(() -> write(random)));
      }
      Future<?> upkeep = callers.submit(() -> keepUp(writers));
      int reads = 0;
      while (reads < 3 || !writers.stream().allMatch(Future::isDone)) {
        read(reads++ % 2 == 0);
        inSequence();
      }
      for (Future<?> writer : writers) {
        done(writer);
      }
      done(upkeep);
      read(true);
    }
    assertThat(told).hasSize(WRITERS * EVENTS * 2);
  }

  private static void done(Future<?> task) throws InterruptedException {
    try {
      task.get();
    } catch (ExecutionException failed) {
      throw new AssertionError(failed.getCause());
    }
  }

  private void keepUp(List<Future<?>> writers) {
    while (!writers.stream().allMatch(Future::isDone)) {
      store.retention().tidy();
      assertThat(store.retention().purge(Instant.EPOCH, 10).deliveries()).isZero();
    }
  }

  private void write(Random random) {
    for (int i = 0; i < EVENTS; i++) {
      Event event = Event.of(TYPE, "s", Instant.now(), Snapshot.of(Payload.of("one")));
      List<DueDelivery> due =
          database.write(connection -> store.outbox().append(connection, event)).due();
      due.forEach(one -> told.add(one.delivery().id().value()));
      for (DueDelivery one : due) {
        switch (random.nextInt(6)) {
          case 0 -> {}
          case 1 -> store.deliveryActions().cancel(one.delivery().id(), Instant.now());
          case 2 -> settle(one.delivery(), 404);
          case 3 -> {
            settle(one.delivery(), 200);
            store.deliveryActions().redeliver(one.delivery().id());
          }
          default -> settle(one.delivery(), 200);
        }
      }
    }
  }

  private void settle(Delivery delivery, int status) {
    store.settlements().settle(List.of(TestSettlements.ended(delivery, status, Instant.now())));
  }

  /** What was told before a read begins is in it. */
  private void read(boolean newestFirst) {
    Set<String> before = new HashSet<>(told);
    List<Entry> all = new ArrayList<>();
    Page page =
        store.log().page(DeliveryFilter.ALL, newestFirst ? Cursor.NEWEST : Cursor.OLDEST, 50);
    all.addAll(page.entries());
    while (page.more()) {
      page = store.log().page(DeliveryFilter.ALL, page.end(), 50);
      all.addAll(page.entries());
    }
    Set<String> seen = new HashSet<>();
    long last = newestFirst ? Long.MAX_VALUE : -1;
    for (Entry entry : all) {
      long sequence = entry.delivery().sequence();
      assertThat(newestFirst ? sequence < last : sequence > last).as("in order").isTrue();
      last = sequence;
      seen.add(entry.delivery().id().value());
      assertThat(entry.last().made()).isEqualTo(entry.delivery().attempts() > 0);
    }
    before.removeAll(seen);
    assertThat(before).as("missing").isEmpty();
  }

  private void inSequence() {
    long last = -1;
    for (DueDelivery due : store.due().inSequence(webhook.id(), -1, 200)) {
      assertThat(due.delivery().sequence()).isGreaterThan(last);
      last = due.delivery().sequence();
    }
    assertThat(store.due().dueCount(webhook.id(), Instant.now(), 10_000))
        .isBetween(0, WRITERS * EVENTS);
  }
}
