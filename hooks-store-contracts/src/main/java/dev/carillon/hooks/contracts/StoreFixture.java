package dev.carillon.hooks.contracts;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.AttemptLog;
import dev.carillon.hooks.delivery.AttemptTarget;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryActions;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDeliveries;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.LogRetention;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.delivery.SettlementStore;
import dev.carillon.hooks.delivery.Timings;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import dev.carillon.hooks.webhook.WebhookState;
import dev.carillon.hooks.webhook.Webhooks;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the parts of the contract work with. */
public interface StoreFixture {

  /** The type that the contract's webhooks subscribe to. */
  EventType CREATED = new EventType("asset_create");

  /** Another type. */
  EventType REMOVED = new EventType("asset_remove");

  /** Text that breaks what is careless. */
  String NASTY = "ä€😀 \\n \\\\ \n\r\t ' \" ; -- %s {} \u2028 <script> \u0001";

  /** What a URL may have of such text. */
  String NASTY_URL = "https://example.org/ä€😀'%2F?a=b&c=%3B--%25s";

  /** What the value of a header may have of such text. */
  String NASTY_HEADER = "\\n \\\\ \t ' \" ; -- %s {} <script>";

  /** Reads what {@link TextSnapshot} writes. */
  SnapshotReader TEXTS =
      (type, bytes) -> new TextSnapshot(new String(bytes, StandardCharsets.UTF_8));

  /** The store of this test. */
  StoreUnderTest store();

  /** Its clock. */
  ManualClock clock();

  /** The store's webhooks. */
  default Webhooks webhooks() {
    return store().ports().webhooks();
  }

  /** What the store has to send. */
  default DueDeliveries due() {
    return store().ports().due();
  }

  /** The store's settlements. */
  default SettlementStore settlements() {
    return store().ports().settlements();
  }

  /** Stores what attempts came to, all in one transaction. */
  default void settle(Settlement... settled) {
    settlements().settle(List.of(settled));
  }

  /** The store's actions on deliveries. */
  default DeliveryActions deliveryActions() {
    return store().deliveryActions();
  }

  /** The store's retention. */
  default LogRetention retention() {
    return store().ports().retention();
  }

  /** The store's log of attempts. */
  default AttemptLog attempts() {
    return store().attempts();
  }

  /** A webhook that subscribes to {@link #CREATED}, in the store. */
  default Webhook webhook(String name) {
    Webhook webhook =
        Webhook.of(
            name,
            "https://example.org/" + name.replace(' ', '-'),
            Webhook.Subscription.to(CREATED),
            clock().instant());
    webhooks().add(webhook);
    return webhook;
  }

  /** Disables a webhook by hand; how it is then. */
  default Webhook disable(Webhook webhook) {
    WebhookState off = new WebhookState.Disabled(clock().instant(), WebhookState.Reason.MANUAL, "");
    return webhooks().change(webhook.id(), before -> before.in(off)).orElseThrow();
  }

  /** Enables a webhook; how it is then. */
  default Webhook enable(Webhook webhook) {
    return webhooks()
        .change(webhook.id(), before -> before.in(new WebhookState.Enabled()))
        .orElseThrow();
  }

  /** An event of type {@link #CREATED}. */
  default Event event(String subject) {
    return Event.of(CREATED, subject, clock().instant(), new TextSnapshot("of " + subject));
  }

  /** Records an event that has one delivery. */
  default DueDelivery recorded(String subject) {
    Receipt receipt = store().record(event(subject));
    if (receipt.due().size() != 1) {
      throw new AssertionError("one delivery expected: " + receipt);
    }
    return receipt.due().getFirst();
  }

  /** What the store says of a delivery. */
  default Delivery found(DueDelivery due) {
    return deliveryActions().find(due.delivery().id()).orElseThrow();
  }

  /** All deliveries of a webhook with a greater sequence, whatever their state, oldest first. */
  default List<Delivery> list(Webhook.Id webhook, long afterSequence, int limit) {
    return new WebhookDeliveries(store().log(), webhook).list(afterSequence, limit);
  }

  /** How many deliveries of a webhook are in each state, by the state's name. */
  default Map<String, Long> counts(Webhook.Id webhook) {
    return new WebhookDeliveries(store().log(), webhook).counts();
  }

  /** All pending deliveries of a webhook, in the order of due times. */
  default List<DueDelivery> allDue(Webhook webhook) {
    Instant late = Instant.parse("9999-01-01T00:00:00Z");
    return due().due(webhook.id(), late, DueDeliveries.Place.START, 1000);
  }

  /** An attempt that was answered. */
  default Attempt answered(int number, ReceiverResponse answer) {
    return new Attempt(
        number, clock().instant(), Duration.ofNanos(12_345_000), TestSettlements.outcome(answer));
  }

  /** A delivery that an attempt brought to its end with a 2xx. */
  default Settlement delivered(Delivery delivery) {
    return new Settlement(
        delivery,
        answered(delivery.attempts() + 1, ReceiverResponse.of(204)),
        new DeliveryState.Delivered(clock().instant()),
        WebhookHealth.NONE.afterSuccess(clock().instant()),
        Optional.empty());
  }

  /** A delivery that will be tried again after this time. */
  default Settlement retried(Delivery delivery, Duration wait) {
    Attempt attempt =
        new Attempt(
            delivery.attempts() + 1,
            clock().instant(),
            Duration.ofMillis(12),
            new Outcome.Rejected(ReceiverResponse.of(503)),
            new Timings(
                Duration.ofMillis(1),
                Duration.ofMillis(2),
                Duration.ofMillis(3),
                Duration.ofMillis(4)),
            AttemptTarget.NONE,
            false,
            false);
    return new Settlement(
        delivery,
        attempt,
        new DeliveryState.Pending(clock().instant().plus(wait)),
        WebhookHealth.NONE.afterPayload(200_000).afterFailure(attempt.at(), "HTTP 503", false),
        Optional.empty());
  }

  /** A delivery that was given up. */
  default Settlement exhausted(Delivery delivery) {
    Attempt attempt = answered(delivery.attempts() + 1, ReceiverResponse.of(404));
    return new Settlement(
        delivery,
        attempt,
        new DeliveryState.Exhausted(clock().instant()),
        WebhookHealth.NONE.afterFailure(attempt.at(), "HTTP 404", true),
        Optional.empty());
  }

  /** What a redelivery came to that was answered with this status. */
  default Settlement redelivered(Delivery delivery, int status) {
    Instant now = clock().instant();
    Attempt attempt = TestSettlements.redelivery(delivery.attempts() + 1, status, now);
    boolean success = attempt.outcome().success();
    return new Settlement(
        delivery,
        attempt,
        success ? new DeliveryState.Delivered(now) : delivery.state(),
        success
            ? WebhookHealth.NONE.afterSuccess(now)
            : WebhookHealth.NONE.afterFailure(now, "HTTP " + status, false),
        Optional.empty());
  }

  /** The same settlement, after which the webhook is off. */
  default Settlement disabling(Settlement settlement, String detail) {
    return new Settlement(
        settlement.before(),
        settlement.attempt(),
        settlement.next(),
        settlement.health(),
        Optional.of(
            new WebhookState.Disabled(clock().instant(), WebhookState.Reason.FAILURES, detail)));
  }
}
