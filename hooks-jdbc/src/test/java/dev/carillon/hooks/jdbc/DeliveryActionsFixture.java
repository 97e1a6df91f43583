package dev.carillon.hooks.jdbc;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.AttemptTarget;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDeliveries.Place;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.delivery.Timings;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Projection;
import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.hooks.testkit.ManualClock;
import dev.carillon.hooks.testkit.SubjectFilter;
import dev.carillon.hooks.testkit.TextSnapshot;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import dev.carillon.hooks.webhook.WebhookState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A store whose actions on deliveries are tested, and what they are tested with. */
abstract class DeliveryActionsFixture {

  static final EventType TYPE = new EventType("asset_create");
  static final EventType OTHER = new EventType("asset_remove");
  static final Instant FAR = Instant.parse("9999-01-01T00:00:00Z");
  static final SnapshotReader TEXTS =
      (type, bytes) -> new TextSnapshot(new String(bytes, StandardCharsets.UTF_8));

  final ManualClock clock = new ManualClock();
  Database database;
  Store store;

  /** An empty database. */
  protected abstract Database open();

  /** The store in it. */
  protected abstract Store store(Database database, ManualClock clock);

  @BeforeEach
  final void openStore() {
    database = open();
    store = store(database, clock);
  }

  @AfterEach
  final void closeStore() {
    database.close();
  }

  Settlement redelivered(Delivery delivery) {
    return new Settlement(
        delivery,
        new Attempt(
            delivery.attempts() + 1,
            clock.instant(),
            Duration.ofMillis(1),
            new Outcome.Accepted(ReceiverResponse.of(200)),
            Timings.NONE,
            AttemptTarget.NONE,
            true,
            false),
        new DeliveryState.Delivered(clock.instant()),
        WebhookHealth.NONE,
        Optional.empty());
  }

  /** Records an event; its deliveries. */
  protected final List<DueDelivery> record(String subject, EventType type) {
    return record(subject, type, clock.instant());
  }

  List<DueDelivery> record(String subject, EventType type, Instant happened) {
    Event event = Event.of(type, subject, happened, new TextSnapshot(subject));
    return database.write(connection -> store.outbox().append(connection, event)).due();
  }

  Webhook webhook(String subject) {
    Webhook webhook =
        Webhook.of(
            "any",
            "https://example.org",
            new Webhook.Subscription(
                List.of(TYPE), List.of(), new SubjectFilter(subject), Projection.DEFAULT),
            clock.instant());
    store.webhooks().add(webhook);
    return webhook;
  }

  Webhook disabled(Webhook webhook) {
    WebhookState off = new WebhookState.Disabled(clock.instant(), WebhookState.Reason.MANUAL, "");
    return store.webhooks().change(webhook.id(), it -> it.in(off)).orElseThrow();
  }

  Webhook enabled(Webhook webhook) {
    return store
        .webhooks()
        .change(webhook.id(), it -> it.in(new WebhookState.Enabled()))
        .orElseThrow();
  }

  List<DueDelivery> due(Webhook webhook) {
    return store.due().due(webhook.id(), FAR, Place.START, 1000);
  }

  Settlement settled(DueDelivery due, int status) {
    ReceiverResponse answer = ReceiverResponse.of(status);
    return new Settlement(
        due.delivery(),
        new Attempt(
            1,
            clock.instant(),
            Duration.ofMillis(1),
            answer.success() ? new Outcome.Accepted(answer) : new Outcome.Rejected(answer)),
        answer.success()
            ? new DeliveryState.Delivered(clock.instant())
            : new DeliveryState.Exhausted(clock.instant()),
        WebhookHealth.NONE,
        Optional.empty());
  }

  /** Counts what is stored of payloads; 0 = nothing at all. */
  protected String payloadsQuery() {
    return "select count(*) from payloads";
  }

  final long storedPayloads() {
    return database.read(connection -> Sql.number(connection, payloadsQuery()));
  }

  long count(String table) {
    return database.read(connection -> Sql.number(connection, "select count(*) from " + table));
  }
}
