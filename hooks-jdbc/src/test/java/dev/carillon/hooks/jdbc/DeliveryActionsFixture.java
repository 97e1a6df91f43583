package dev.carillon.hooks.jdbc;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.SubjectFilter;
import dev.carillon.hooks.contracts.TestSettlements;
import dev.carillon.hooks.contracts.TextSnapshot;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DueDeliveries.Place;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Projection;
import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookState;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** A store whose actions on deliveries are tested, and what they are tested with. */
abstract class DeliveryActionsFixture {

  static final EventType TYPE = new EventType("asset_create");
  static final EventType OTHER = new EventType("asset_remove");
  static final Instant FAR = Instant.parse("9999-01-01T00:00:00Z");
  static final SnapshotReader TEXTS =
      (type, bytes) -> new TextSnapshot(new String(bytes, StandardCharsets.UTF_8));

  final ManualClock clock = new ManualClock();
  @Parameter private TestDatabase kind;
  Database database;
  Store store;

  @BeforeEach
  final void openStore(@TempDir Path folder) {
    database = kind.open(folder);
    store = kind.store(database, clock);
  }

  @AfterEach
  final void closeStore() {
    database.close();
  }

  Settlement redelivered(Delivery delivery) {
    return TestSettlements.ended(
        delivery, TestSettlements.redelivery(delivery.attempts() + 1, 200, clock.instant()));
  }

  /** Records an event; its deliveries. */
  final List<DueDelivery> record(String subject, EventType type) {
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
    return TestSettlements.ended(due.delivery(), status, clock.instant());
  }

  /** How many bytes of payloads are stored. */
  final long storedPayloads() {
    String sql = "select coalesce(sum(length(payloads)), 0) from events";
    return database.read(connection -> Sql.number(connection, sql));
  }

  long count(String table) {
    return database.read(connection -> Sql.number(connection, "select count(*) from " + table));
  }
}
