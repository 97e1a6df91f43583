package dev.carillon.hooks.jdbc.sqlite;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.SubjectFilter;
import dev.carillon.hooks.contracts.TestCipher;
import dev.carillon.hooks.contracts.TextSnapshot;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.WatchedDatabase;
import dev.carillon.hooks.webhook.Webhook;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is known of webhooks while somebody is just reading what has changed. */
@Timeout(120)
class WebhooksInMemoryTest {

  private static final EventType TYPE = new EventType("asset_create");

  @TempDir Path folder;
  ManualClock clock = new ManualClock();
  private final CountDownLatch reading = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);
  private volatile boolean holding;

  /** The engine would learn of a new webhook, or of one that was disabled, seconds later. */
  @Test
  void whoAsksForTheNewestSetWaitsForWhoReadsIt() throws Exception {
    try (Database opened = SqliteFixture.database(folder.resolve("store.db"));
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Database database = new WatchedDatabase(opened, () -> {}, this::holdUp);
      Store store = SqliteStore.open(database, new TestCipher(), SubjectFilter::read, clock);
      Webhook webhook =
          Webhook.of("new", "https://example.org", Webhook.Subscription.to(TYPE), clock.instant());
      store.webhooks().add(webhook);
      holding = true;
      Future<?> change = threads.submit(() -> store.outbox().fanOut(event()));
      assertThat(reading.await(60, SECONDS)).isTrue();
      Future<Integer> asked = threads.submit(() -> store.webhooks().current().webhooks().size());
      // nobody who only records an event waits
      assertThat(store.outbox().fanOut(event()).matches()).isEmpty();
      goOn.countDown();
      assertThat(asked.get()).isEqualTo(1);
      change.get();
      assertThat(store.outbox().fanOut(event()).matches()).hasSize(1);
    }
  }

  /** The next read does not begin until it may. */
  private void holdUp() {
    if (holding) {
      holding = false;
      reading.countDown();
      try {
        goOn.await();
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Event event() {
    return Event.of(TYPE, "picture", clock.instant(), new TextSnapshot("picture"));
  }
}
