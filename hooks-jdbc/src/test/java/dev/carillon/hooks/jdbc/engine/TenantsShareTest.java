package dev.carillon.hooks.jdbc.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.TestCipher;
import dev.carillon.hooks.core.HooksEngine;
import dev.carillon.hooks.delivery.DeliveryPolicy;
import dev.carillon.hooks.delivery.EngineClock;
import dev.carillon.hooks.delivery.HooksConfig;
import dev.carillon.hooks.delivery.HooksStore;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.Sender;
import dev.carillon.hooks.delivery.SignedRequest;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Snapshot;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.sqlite.SqliteFixture;
import dev.carillon.hooks.jdbc.sqlite.SqliteStore;
import dev.carillon.hooks.webhook.EventFilterReader;
import dev.carillon.hooks.webhook.OwnerLimits;
import dev.carillon.hooks.webhook.Webhook;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A tenant with many webhooks, all of whose receivers hang, beside one with one webhook. */
@Timeout(60)
class TenantsShareTest implements Sender {

  private static final EventType TYPE = new EventType("order.placed");
  private static final int WEBHOOKS = 150;
  private static final int EVENTS = 10;

  @TempDir Path folder;
  private final EngineClock clock = EngineClock.startingAt(Instant.now());
  private final CountDownLatch hanging = new CountDownLatch(1);
  private final AtomicInteger onTheWire = new AtomicInteger();
  private final AtomicInteger delivered = new AtomicInteger();
  private Database database;
  private Store store;

  @BeforeEach
  void open() {
    database = SqliteFixture.database(folder.resolve("engine.db"));
    store = SqliteStore.open(database, new TestCipher(), EventFilterReader.TYPES_ONLY, clock);
    for (int i = 0; i < WEBHOOKS; i++) {
      add("large");
    }
    add("small");
  }

  @AfterEach
  void closeDatabase() {
    database.close();
  }

  @Override
  public Outcome send(SignedRequest request) {
    if (request.url().endsWith("/large")) {
      onTheWire.incrementAndGet();
      try {
        hanging.await();
      } catch (InterruptedException end) {
        Thread.currentThread().interrupt();
      }
    } else {
      delivered.incrementAndGet();
    }
    return new Outcome.Accepted(ReceiverResponse.of(200));
  }

  @Test
  void aTenantWhoseReceiversHangHoldsHalfOfAllAttemptsAndOthersGoOn() throws Exception {
    try (HooksEngine hooks = start(DeliveryPolicy.DEFAULT)) {
      publish(hooks, "large");
      int half = hooks.inFlightMax() / 2;
      EngineFixture.until(() -> onTheWire.get() == half);
      publish(hooks, "small");
      EngineFixture.until(() -> delivered.get() == EVENTS);
      assertThat(onTheWire.get()).isEqualTo(half);
      hanging.countDown();
      EngineFixture.until(() -> onTheWire.get() == WEBHOOKS * EVENTS);
    }
  }

  @Test
  void theLimitOfAnOwnerHoldsForAllItsWebhooks() throws Exception {
    OwnerLimits limits = OwnerLimits.NONE.withMaxConcurrent(20);
    try (HooksEngine hooks = start(DeliveryPolicy.DEFAULT.withOwnerLimits(owner -> limits))) {
      publish(hooks, "large");
      EngineFixture.until(() -> onTheWire.get() == 20);
      publish(hooks, "small");
      EngineFixture.until(() -> delivered.get() == EVENTS);
      assertThat(onTheWire.get()).isEqualTo(20);
      hanging.countDown();
      EngineFixture.until(() -> onTheWire.get() == WEBHOOKS * EVENTS);
    }
  }

  private void add(String owner) {
    store
        .webhooks()
        .add(
            Webhook.builder(clock.instant())
                .name("of " + owner)
                .url("https://example.org/" + owner)
                .owner(owner)
                .subscription(Webhook.Subscription.toTypes("order.*"))
                .build());
  }

  private void publish(HooksEngine hooks, String owner) {
    for (int i = 0; i < EVENTS; i++) {
      Event event = Event.of(TYPE, "order " + i, clock.instant(), Snapshot.of("{}")).ownedBy(owner);
      Receipt receipt = database.write(connection -> store.outbox().append(connection, event));
      hooks.committed(receipt);
    }
  }

  private HooksEngine start(DeliveryPolicy policy) {
    HooksStore ports =
        new HooksStore(
            store.webhooks(), store.due(), store.settlements(), store.retention(), new TestLease());
    return HooksEngine.start(HooksConfig.of(ports, this, clock).with(policy));
  }
}
