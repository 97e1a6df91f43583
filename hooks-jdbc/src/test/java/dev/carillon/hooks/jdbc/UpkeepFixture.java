package dev.carillon.hooks.jdbc;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.SubjectFilter;
import dev.carillon.hooks.contracts.TestCipher;
import dev.carillon.hooks.contracts.TextSnapshot;
import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.AttemptTarget;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDeliveries.Place;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.delivery.Timings;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.jdbc.store.StoreContext;
import dev.carillon.hooks.jdbc.store.StoreLimits;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** A store that is kept in order, and what its upkeep is tested with. */
abstract class UpkeepFixture {

  static final EventType TYPE = new EventType("asset_create");
  static final EventType NOBODYS = new EventType("asset_move");

  ManualClock clock = new ManualClock();
  private final Embedder embedder = Embedder.of(new TestCipher(), SubjectFilter::read);
  @Parameter TestDatabase kind;
  Database database;
  Store store;
  StoreContext context;

  @BeforeEach
  final void openDatabase(@TempDir Path folder) {
    database = kind.open(folder);
    openStore();
  }

  @AfterEach
  final void close() {
    database.close();
  }

  /** Opens the store, as a process does that is started after another one. */
  final void openStore() {
    if (store != null) {
      store.lease().release();
    }
    TestDatabase.Opened opened = kind.opened(database, embedder, clock, StoreLimits.DEFAULT);
    store = opened.store();
    context = opened.context();
  }

  final Webhook added() {
    Webhook webhook =
        Webhook.of("any", "https://e/", Webhook.Subscription.to(TYPE), clock.instant());
    store.webhooks().add(webhook);
    return webhook;
  }

  final List<DueDelivery> record() {
    return record(TYPE);
  }

  final List<DueDelivery> record(EventType type) {
    Event event = Event.of(type, "s", clock.instant(), new TextSnapshot("any"));
    return database.write(connection -> store.outbox().append(connection, event)).due();
  }

  final List<DueDelivery> due(Webhook webhook) {
    return store.due().due(webhook.id(), clock.instant(), Place.START, 100);
  }

  final void settle(DueDelivery due, int status) {
    settle(due, status, 0);
  }

  /** An attempt that was made of a revision of its webhook. */
  final void settle(DueDelivery due, int status, int revision) {
    store.settlements().settle(List.of(settlement(due, status, revision)));
  }

  /** The same of some in one transaction. */
  final void settle(List<DueDelivery> due, int status) {
    store.settlements().settle(due.stream().map(one -> settlement(one, status, 0)).toList());
  }

  private Settlement settlement(DueDelivery due, int status, int revision) {
    ReceiverResponse response = ReceiverResponse.of(status);
    Attempt attempt =
        new Attempt(
            1,
            clock.instant(),
            Duration.ofMillis(1),
            response.success() ? new Outcome.Accepted(response) : new Outcome.Rejected(response),
            Timings.NONE,
            new AttemptTarget(
                "", new AttemptTarget.Made(revision, "Test/1"), AttemptTarget.Peer.NONE),
            false,
            false);
    DeliveryState next =
        switch (status) {
          case 200 -> new DeliveryState.Delivered(clock.instant());
          case 410 -> new DeliveryState.Exhausted(clock.instant());
          default -> new DeliveryState.Pending(clock.instant());
        };
    return new Settlement(due.delivery(), attempt, next, WebhookHealth.NONE, Optional.empty());
  }

  /** Files and gives rows until nothing is left to do. */
  final void tidy() {
    while (store.retention().tidy()) {
      clock.advance(Duration.ofMillis(1));
    }
  }

  final long count(String from) {
    return number("select count(*) from " + from);
  }

  final long number(String sql) {
    return database.read(connection -> Sql.number(connection, sql));
  }
}
