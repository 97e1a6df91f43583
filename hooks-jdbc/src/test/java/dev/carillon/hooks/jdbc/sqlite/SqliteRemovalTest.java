package dev.carillon.hooks.jdbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.SubjectFilter;
import dev.carillon.hooks.contracts.TestCipher;
import dev.carillon.hooks.contracts.TextSnapshot;
import dev.carillon.hooks.contracts.WebhookDeliveries;
import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.WatchedDatabase;
import dev.carillon.hooks.webhook.Webhook;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A webhook is removed even where the database fails before all that is pending is cancelled. */
class SqliteRemovalTest {

  private static final EventType TYPE = new EventType("asset_create");

  @TempDir Path folder;
  private final ManualClock clock = new ManualClock();
  private final AtomicInteger writesUntilItFails = new AtomicInteger(Integer.MAX_VALUE);
  private Database database;
  private Store store;

  @BeforeEach
  void open() {
    SqliteDatabase working = SqliteFixture.database(folder.resolve("store.db"));
    database = new WatchedDatabase(working, this::failAfterSome, () -> {});
    store = SqliteStore.open(database, new TestCipher(), SubjectFilter::read, clock);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private void failAfterSome() {
    if (writesUntilItFails.getAndDecrement() <= 0) {
      throw new HooksException(HooksException.Code.STORE_UNAVAILABLE, "as the test wants");
    }
  }

  @Test
  void aRemovalWhoseCancellingFailsIsARemovalAndAPurgeCancelsTheRest() {
    Webhook webhook =
        Webhook.of("any", "https://e/", Webhook.Subscription.to(TYPE), clock.instant());
    store.webhooks().add(webhook);
    Event event = Event.of(TYPE, "s", clock.instant(), new TextSnapshot("any"));
    database.write(connection -> store.outbox().append(connection, event));

    writesUntilItFails.set(1);
    assertThat(store.webhooks().remove(webhook.id())).contains(webhook);
    writesUntilItFails.set(Integer.MAX_VALUE);

    assertThat(store.webhooks().current().webhooks()).isEmpty();
    assertThat(new WebhookDeliveries(store.log(), webhook.id()).counts())
        .containsEntry("pending", 1L);
    store.retention().purge(Instant.EPOCH, 10);
    assertThat(new WebhookDeliveries(store.log(), webhook.id()).counts())
        .containsEntry("pending", 0L)
        .containsEntry("cancelled", 1L);
  }
}
