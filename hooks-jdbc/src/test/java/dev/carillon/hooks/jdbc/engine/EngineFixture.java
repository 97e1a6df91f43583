package dev.carillon.hooks.jdbc.engine;

import dev.carillon.hooks.contracts.TestCipher;
import dev.carillon.hooks.contracts.TextSnapshot;
import dev.carillon.hooks.contracts.WebhookDeliveries;
import dev.carillon.hooks.core.HooksEngine;
import dev.carillon.hooks.delivery.DeliveryPolicy;
import dev.carillon.hooks.delivery.EngineClock;
import dev.carillon.hooks.delivery.HooksConfig;
import dev.carillon.hooks.delivery.HooksListener;
import dev.carillon.hooks.delivery.HooksStore;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.Sender;
import dev.carillon.hooks.delivery.SignedRequest;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.sqlite.SqliteFixture;
import dev.carillon.hooks.jdbc.sqlite.SqliteStore;
import dev.carillon.hooks.webhook.EventFilterReader;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookLimits;
import dev.carillon.hooks.webhook.Webhooks;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** An engine on a store in a file, one webhook, and a sender that answers when it is let. */
final class EngineFixture implements Sender {

  private static final EventType TYPE = new EventType("note_written");
  private static final long PATIENCE_MILLIS = 20_000;

  final TestLease lease = new TestLease();
  final Semaphore begun = new Semaphore(0);
  final Semaphore answers = new Semaphore(0);
  private final EngineClock clock = EngineClock.startingAt(Instant.now());
  private final Database database;
  private final Store store;
  private final Webhook webhook;
  private HooksListener listener = HooksListener.logging();

  /** A engine whose webhook has these limits. */
  EngineFixture(Path folder, WebhookLimits limits) {
    database = SqliteFixture.database(folder.resolve("engine.db"));
    store = SqliteStore.open(database, new TestCipher(), EventFilterReader.TYPES_ONLY, clock);
    Webhook plain =
        Webhook.of("any", "https://example.org", Webhook.Subscription.to(TYPE), clock.instant());
    webhook = plain.toBuilder().limits(limits).build();
    store.webhooks().add(webhook);
  }

  /** Hears what happens instead of the log. */
  EngineFixture withListener(HooksListener other) {
    listener = other;
    return this;
  }

  HooksEngine start(Duration timeout, UnaryOperator<Webhooks> webhooks) {
    DeliveryPolicy usual = DeliveryPolicy.DEFAULT;
    DeliveryPolicy policy =
        new DeliveryPolicy(
            usual.schedule(),
            usual.retriedClientErrors(),
            usual.disableOnGone(),
            usual.failuresBeforeDisable(),
            timeout,
            usual.maxConcurrentPerWebhook());
    HooksStore ports =
        new HooksStore(
            webhooks.apply(store.webhooks()),
            store.due(),
            store.settlements(),
            store.retention(),
            lease);
    return HooksEngine.start(HooksConfig.of(ports, this, clock).with(policy).with(listener));
  }

  void publish(HooksEngine hooks) {
    hooks.committed(database.write(this::record));
  }

  private Receipt record(Connection connection) throws SQLException {
    Event event = Event.of(TYPE, "note", clock.instant(), new TextSnapshot("note"));
    return store.outbox().append(connection, event);
  }

  /** Deliveries that nobody sends: all were called off at the same time. */
  void cancelled(int count) {
    database.write(
        connection -> {
          for (int i = 0; i < count; i++) {
            record(connection);
          }
          return count;
        });
    store.deliveryActions().cancelPending(webhook.id(), clock.instant());
  }

  /** How many deliveries of the log are too many where it may take so many bytes. */
  long surplus(long bytesMax) {
    return store.retention().surplus(bytesMax).rows();
  }

  long delivered() {
    return count("delivered");
  }

  long count(String state) {
    return new WebhookDeliveries(store.log(), webhook.id()).counts().getOrDefault(state, 0L);
  }

  @Override
  public Outcome send(SignedRequest request) {
    begun.release();
    answers.acquireUninterruptibly();
    return new Outcome.Accepted(ReceiverResponse.of(200));
  }

  void closeStore() {
    database.close();
  }

  static void until(BooleanSupplier is) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    while (!is.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within " + PATIENCE_MILLIS + " ms");
      }
      Thread.sleep(5);
    }
  }
}
