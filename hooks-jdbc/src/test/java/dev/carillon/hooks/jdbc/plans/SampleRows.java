package dev.carillon.hooks.jdbc.plans;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.TestSettlements;
import dev.carillon.hooks.contracts.TextSnapshot;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Fills a store with so much that nobody can read it all unnoticed: five webhooks subscribe to each
 * event. The second of them has a long backlog, the third has missed a lot; of a hundred deliveries
 * one failed. There is an event each second.
 */
final class SampleRows {

  /** How many events there are. */
  static final int EVENTS = 20_000;

  /** How many webhooks subscribe to each. */
  static final int WEBHOOKS = 5;

  /** So many events are missed by the third webhook. */
  private static final int MISSED = 9_000;

  private static final int AT_ONCE = 500;
  private static final EventType CREATED = new EventType("asset_create");
  private static final EventType RARE = new EventType("rare");

  private final Database database;
  private final Store store;
  private final ManualClock clock;
  private final List<Webhook> webhooks = new ArrayList<>();

  private SampleRows(Database database, Store store, ManualClock clock) {
    this.database = database;
    this.store = store;
    this.clock = clock;
  }

  /** Fills an empty store; its webhooks. */
  static List<Webhook> fill(Database database, Store store, ManualClock clock) {
    SampleRows rows = new SampleRows(database, store, clock);
    for (int n = 1; n <= WEBHOOKS; n++) {
      Webhook webhook =
          Webhook.of(
              "w" + n, "https://e/" + n, Webhook.Subscription.to(CREATED, RARE), clock.instant());
      store.webhooks().add(webhook);
      rows.webhooks.add(webhook);
    }
    Webhook.Id third = rows.webhooks.get(2).id();
    WebhookState off = new WebhookState.Disabled(clock.instant(), WebhookState.Reason.MANUAL, "");
    store.webhooks().change(third, webhook -> webhook.in(off));
    for (int from = 0; from < EVENTS; from += AT_ONCE) {
      if (from == MISSED) {
        store.webhooks().change(third, webhook -> webhook.in(new WebhookState.Enabled()));
      }
      rows.settle(from, rows.record(from));
    }
    while (store.retention().tidy()) {
      clock.advance(Duration.ofMillis(1));
    }
    return rows.webhooks;
  }

  private List<DueDelivery> record(int from) {
    return database.write(
        connection -> {
          List<DueDelivery> due = new ArrayList<>();
          for (int n = from; n < from + AT_ONCE; n++) {
            EventType type = n % 5_003 == 0 ? RARE : CREATED;
            Event event = Event.of(type, "s" + n % 1_000, clock.instant(), new TextSnapshot("s"));
            due.addAll(store.outbox().append(connection, event).due());
            clock.advance(Duration.ofSeconds(1));
          }
          return due;
        });
  }

  private void settle(int from, List<DueDelivery> due) {
    List<Settlement> settlements = new ArrayList<>();
    int n = from;
    Event.Id last = due.getFirst().delivery().event();
    for (DueDelivery one : due) {
      Delivery delivery = one.delivery();
      n += delivery.event().equals(last) ? 0 : 1;
      last = delivery.event();
      if (!waits(n, delivery.webhook())) {
        int status = n % 100 == 0 ? 500 + n / 100 % 4 : 200;
        settlements.add(TestSettlements.ended(delivery, status, clock.instant()));
      }
    }
    store.settlements().settle(settlements);
  }

  private boolean waits(int n, Webhook.Id webhook) {
    return (webhook.equals(webhooks.get(1).id()) && n % 20 < 7)
        || (webhook.equals(webhooks.get(3).id()) && n % 20 < 2);
  }
}
