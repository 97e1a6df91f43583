package dev.carillon.hooks.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.WebhookDeliveries;
import dev.carillon.hooks.delivery.ActionResult;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryLog.Count;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.jdbc.TransactionalDeliveryActions.Past;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Actions on many deliveries, in transactions of the caller's; on every database. */
@OnEachDatabase
class DeliveryActionsTest extends DeliveryActionsFixture {

  @Test
  void whatWasMissedIsReadInBatchesAndWithinARangeOfTimes() {
    Webhook webhook = disabled(webhook("one"));
    record("one", TYPE);
    clock.advance(Duration.ofMinutes(1));
    Instant since = clock.instant();
    record("one", TYPE);
    record("one", TYPE);
    clock.advance(Duration.ofMinutes(1));
    Past past = new Past(since, clock.instant());
    record("one", TYPE);
    Webhook enabled = enabled(webhook);

    assertThat(store.deliveryActions().countMissed(enabled, past, 10))
        .isEqualTo(new Count(2, false));
    assertThat(store.deliveryActions().countMissed(enabled, past, 2)).isEqualTo(new Count(2, true));
    PreparedRecovery first = store.deliveryActions().prepareRecovery(enabled, past, 0, TEXTS, 1);
    assertThat(first.last()).isFalse();
    assertThat(database.write(first::write)).isEqualTo(1);
    PreparedRecovery second =
        store.deliveryActions().prepareRecovery(enabled, past, first.reached(), TEXTS, 10);
    assertThat(second.last()).isTrue();
    assertThat(database.write(second::write)).isEqualTo(1);

    assertThat(new WebhookDeliveries(store.log(), webhook.id()).counts())
        .containsEntry("missed", 2L);
    assertThat(database.write(first::write)).as("somebody else was quicker").isZero();
  }

  /** The wall clock goes before the engine's where a machine slept, else after it. */
  @ParameterizedTest
  @ValueSource(longs = {-5, 5})
  void clocksThatAreHoursApartHideNothingThatWasMissed(long hoursAhead) {
    Duration ahead = Duration.ofHours(hoursAhead);
    Webhook webhook = disabled(webhook("one"));
    record("one", TYPE, clock.instant().plus(ahead));
    clock.advance(Duration.ofMinutes(1));
    Instant since = clock.instant().plus(ahead);
    record("one", TYPE, since);
    clock.advance(Duration.ofMinutes(1));
    Past past = new Past(since, clock.instant());
    record("one", TYPE, clock.instant().plus(ahead));
    Webhook enabled = enabled(webhook);

    assertThat(store.deliveryActions().countMissed(enabled, past, 10))
        .isEqualTo(new Count(1, false));
    PreparedRecovery found = store.deliveryActions().prepareRecovery(enabled, past, 0, TEXTS, 10);
    assertThat(database.write(found::write)).isEqualTo(1);
    assertThat(store.deliveryActions().recover(enabled, since, TEXTS, 10)).isEqualTo(1);
    assertThat(due(webhook)).hasSize(2);
  }

  @Test
  void aClockThatWasSetBackHidesNothingThatWasMissedBefore() {
    Webhook webhook = disabled(webhook("one"));
    Instant since = clock.instant().plus(Duration.ofHours(7));
    for (int hour = 0; hour < 10; hour++) {
      record("one", TYPE, clock.instant());
      clock.advance(Duration.ofHours(1));
    }
    // all that came later has times before those of the first ones
    for (int hour = 0; hour < 30; hour++) {
      record("one", TYPE, since.minus(Duration.ofHours(40 - hour)));
      clock.advance(Duration.ofHours(1));
    }
    Webhook enabled = enabled(webhook);
    assertThat(store.deliveryActions().recover(enabled, since, TEXTS, 100)).isEqualTo(3);
  }

  @Test
  void whatAWebhookMissedThatWasRemovedSinceItWasReadIsNotMadePending() {
    Webhook webhook = disabled(webhook("one"));
    record("one", TYPE);
    clock.advance(Duration.ofMinutes(1));
    Past past = new Past(Instant.EPOCH, clock.instant());
    PreparedRecovery found =
        store.deliveryActions().prepareRecovery(enabled(webhook), past, 0, TEXTS, 10);
    assertThat(found.count()).isEqualTo(1);
    store.webhooks().remove(webhook.id());

    assertThat(database.write(found::write)).isZero();

    assertThat(new WebhookDeliveries(store.log(), webhook.id()).counts())
        .containsEntry("missed", 1L);
    assertThat(storedPayloads()).isZero();
  }

  @Test
  void actionsOfATransactionThatIsRolledBackAreNotMade() {
    Webhook webhook = webhook("one");
    DueDelivery due = record("one", TYPE).getFirst();
    store.settlements().settle(List.of(settled(due, 404)));
    Delivery.Id id = due.delivery().id();
    Delivery seen = store.deliveryActions().find(id).orElseThrow();
    try {
      database.write(
          connection -> {
            assertThat(store.deliveryActions().redeliver(connection, seen))
                .isEqualTo(ActionResult.DONE);
            assertThat(store.deliveryActions().redeliver(connection, seen))
                .isEqualTo(ActionResult.WAITING);
            assertThat(store.deliveryActions().cancel(connection, id, clock.instant()))
                .isEqualTo(ActionResult.ENDED);
            throw new IllegalStateException("rolled back");
          });
    } catch (IllegalStateException expected) {
      assertThat(expected).hasMessage("rolled back");
    }
    assertThat(store.due().redeliveries(webhook.id(), 10)).isEmpty();
  }

  @Test
  void whatWasDeliveredSinceItWasSeenIsLetBe() {
    webhook("one");
    DueDelivery due = record("one", TYPE).getFirst();
    store.settlements().settle(List.of(settled(due, 404)));
    Delivery failed = store.deliveryActions().find(due.delivery().id()).orElseThrow();
    database.write(connection -> store.deliveryActions().redeliver(connection, failed));
    assertThat(store.deliveryActions().waiting(10)).isEqualTo(1);
    store.settlements().settle(List.of(redelivered(failed)));
    Delivery delivered = store.deliveryActions().find(due.delivery().id()).orElseThrow();
    assertThat(store.deliveryActions().waiting(10)).isZero();

    ActionResult late =
        database.write(connection -> store.deliveryActions().redeliver(connection, failed));
    ActionResult wanted =
        database.write(connection -> store.deliveryActions().redeliver(connection, delivered));

    assertThat(late).isEqualTo(ActionResult.DELIVERED);
    assertThat(wanted).isEqualTo(ActionResult.DONE);
  }
}
