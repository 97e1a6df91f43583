package dev.carillon.hooks.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.TextSnapshot;
import dev.carillon.hooks.contracts.WebhookDeliveries;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Tags;
import dev.carillon.hooks.jdbc.TransactionalDeliveryActions.Range;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events that a webhook wants and had no delivery of, such as those from before it existed. */
@OnEachDatabase
class BackfillTest extends DeliveryActionsFixture {

  @Test
  void eventsFromBeforeAWebhookExistedAreFoundByItsTypesAndItsFilter() {
    record("early", TYPE);
    clock.advance(Duration.ofMinutes(1));
    Instant since = clock.instant();
    record("wanted", TYPE);
    record("of another type", OTHER);
    record("wanted", TYPE);
    record("unwanted", TYPE);
    clock.advance(Duration.ofMinutes(1));
    Webhook webhook = webhook("wanted");
    record("wanted", TYPE);
    Range range = new Range(since, webhook.createdAt());

    PreparedRecovery found = store.deliveryActions().backfill(webhook, range, 0, TEXTS, 1000);
    assertThat(found.count()).isEqualTo(2);
    assertThat(found.last()).isTrue();
    assertThat(database.write(found::write)).isEqualTo(2);

    assertThat(due(webhook))
        .extracting(due -> due.delivery().subject())
        .containsExactly("wanted", "wanted", "wanted");
    assertThat(store.deliveryActions().backfill(webhook, range, 0, TEXTS, 1000).count())
        .as("once")
        .isZero();
    assertThat(database.write(found::write)).as("not even when it was read before").isZero();
  }

  @Test
  void eventsFromBeforeAWebhookExistedAreFoundByItsPatternsTagsAndOwner() {
    Tags europe = Tags.of("region", "eu");
    record(event("wanted", TYPE).ownedBy("acme").tagged(europe.and("plan", "gold")));
    record(event("without tags", TYPE).ownedBy("acme"));
    record(event("of another tenant", TYPE).ownedBy("zeta").tagged(europe));
    record(event("of none", TYPE).tagged(europe));
    record(event("wanted too", OTHER).ownedBy("acme").tagged(europe));
    clock.advance(Duration.ofMinutes(1));
    String pattern = TYPE.name().substring(0, 3) + "*";
    String other = OTHER.name().substring(0, 3) + "*";
    Webhook webhook =
        Webhook.builder(clock.instant())
            .name("late")
            .url("https://example.org")
            .owner("acme")
            .subscription(Webhook.Subscription.toTypes(pattern, other).tagged(europe))
            .build();
    store.webhooks().add(webhook);
    Range range = new Range(Instant.EPOCH, webhook.createdAt());

    PreparedRecovery found = store.deliveryActions().backfill(webhook, range, 0, TEXTS, 1000);
    assertThat(database.write(found::write)).isEqualTo(2);
    assertThat(due(webhook))
        .extracting(due -> due.delivery().subject())
        .containsExactly("wanted", "wanted too");
  }

  private Event event(String subject, EventType type) {
    return Event.of(type, subject, clock.instant(), new TextSnapshot(subject));
  }

  private void record(Event event) {
    database.write(connection -> store.outbox().append(connection, event));
  }

  @Test
  void whatAWebhookHasAlreadyIsNotSentAgainAsUnheard() {
    Webhook webhook = webhook("one");
    record("one", TYPE);
    Range all = new Range(Instant.EPOCH, FAR);
    assertThat(store.deliveryActions().backfill(webhook, all, 0, TEXTS, 1000).count()).isZero();
  }

  @Test
  void aBatchReadsABoundedNumberOfEventsAndTheNextOneGoesOn() {
    for (int i = 0; i < 450; i++) {
      record("one", TYPE);
    }
    clock.advance(Duration.ofMinutes(1));
    Webhook webhook = webhook("one");
    Range range = new Range(Instant.EPOCH, webhook.createdAt());
    long after = 0;
    int made = 0;
    int batches = 0;
    boolean last = false;
    while (!last) {
      PreparedRecovery batch = store.deliveryActions().backfill(webhook, range, after, TEXTS, 1000);
      assertThat(batch.count()).isLessThanOrEqualTo(200);
      made += database.write(batch::write);
      after = batch.reached();
      last = batch.last();
      batches++;
    }
    assertThat(made).isEqualTo(450);
    assertThat(batches).isEqualTo(3);
    assertThat(new WebhookDeliveries(store.log(), webhook.id()).counts())
        .containsEntry("pending", 450L);
  }

  @Test
  void aBatchOfEventsFromBeforeHoldsNoMoreThanIsAskedFor() {
    for (int i = 0; i < 7; i++) {
      record("one", TYPE);
      record("unwanted", TYPE);
    }
    clock.advance(Duration.ofMinutes(1));
    Webhook webhook = webhook("one");
    Range range = new Range(Instant.EPOCH, webhook.createdAt());
    long after = 0;
    List<Integer> made = new ArrayList<>();
    boolean last = false;
    while (!last) {
      PreparedRecovery batch = store.deliveryActions().backfill(webhook, range, after, TEXTS, 3);
      made.add(database.write(batch::write));
      after = batch.reached();
      last = batch.last();
    }
    assertThat(made).containsExactly(3, 3, 1);
    assertThat(due(webhook)).hasSize(7);
  }

  @Test
  void anEventThatNobodyHeardStaysWhileALateDeliveryNeedsIt() {
    record("one", TYPE);
    clock.advance(Duration.ofMinutes(1));
    Webhook webhook = webhook("one");
    PreparedRecovery found =
        store
            .deliveryActions()
            .backfill(webhook, new Range(Instant.EPOCH, clock.instant()), 0, TEXTS, 1000);
    database.write(found::write);
    clock.advance(Duration.ofDays(60));

    store.retention().purge(clock.instant(), 10);
    DueDelivery due = due(webhook).getFirst();
    store.settlements().settle(List.of(settled(due, 200)));
    clock.advance(Duration.ofDays(60));

    assertThat(store.retention().purge(clock.instant(), 10).deliveries()).isEqualTo(1);
    assertThat(count("events")).isZero();
    assertThat(storedPayloads()).isZero();
  }

  @Test
  void anEventThatWasPurgedSinceItWasReadIsNotDelivered() {
    record("one", TYPE);
    clock.advance(Duration.ofMinutes(1));
    Webhook webhook = webhook("one");
    PreparedRecovery found =
        store
            .deliveryActions()
            .backfill(webhook, new Range(Instant.EPOCH, clock.instant()), 0, TEXTS, 1000);
    assertThat(found.count()).isEqualTo(1);
    clock.advance(Duration.ofDays(60));
    store.retention().purge(clock.instant(), 10);
    assertThat(count("events")).isZero();

    assertThat(database.write(found::write)).isZero();

    assertThat(count("deliveries")).isZero();
    assertThat(storedPayloads()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {-5, 5})
  void clocksThatAreHoursApartHideNothingThatCameBeforeTheWebhook(long hoursAhead) {
    Duration ahead = Duration.ofHours(hoursAhead);
    record("one", TYPE, clock.instant().plus(ahead));
    clock.advance(Duration.ofMinutes(1));
    Instant since = clock.instant().plus(ahead);
    record("one", TYPE, since);
    clock.advance(Duration.ofMinutes(1));
    Webhook webhook = webhook("one");
    Range range = new Range(since, clock.instant().plus(ahead));

    PreparedRecovery found = store.deliveryActions().backfill(webhook, range, 0, TEXTS, 10);

    assertThat(database.write(found::write)).isEqualTo(1);
    assertThat(found.last()).isTrue();
  }
}
