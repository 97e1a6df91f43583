package dev.carillon.hooks.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.hooks.webhook.Webhook;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What was missed can be sent after all, once, as it would have been sent. */
public interface RecoveryContract extends StoreFixture {

  @Test
  default void aMissedDeliveryBecomesPendingAndSendsWhatItWouldHaveSent() {
    Webhook other = webhook("other");
    Webhook webhook = disabledWebhook("any");
    Event event = event("one " + NASTY);
    DueDelivery sent = store().record(event).due().getFirst();
    clock().advance(Duration.ofHours(1));
    Instant now = clock().instant();

    assertThat(deliveryActions().recover(webhook, Instant.EPOCH, TEXTS, 10)).isEqualTo(1);

    List<DueDelivery> due = allDue(webhook);
    assertThat(due).hasSize(1);
    assertThat(due.getFirst().payload()).isEqualTo(sent.payload());
    assertThat(due.getFirst().delivery().state()).isEqualTo(new DeliveryState.Pending(now));
    assertThat(due.getFirst().delivery().attempts()).isZero();
    assertThat(due.getFirst().delivery().event()).isEqualTo(event.id());
    assertThat(counts(webhook.id())).containsEntry("missed", 0L);
    assertThat(allDue(other)).containsExactly(sent);
    assertThat(deliveryActions().recover(webhook, Instant.EPOCH, TEXTS, 10)).isZero();
  }

  @Test
  default void onlySoManyAreRecoveredAtOnceTheOldestFirst() {
    Webhook webhook = disabledWebhook("any");
    for (int i = 0; i < 5; i++) {
      store().record(event("number " + i));
    }

    assertThat(deliveryActions().recover(webhook, Instant.EPOCH, TEXTS, 2)).isEqualTo(2);

    assertThat(allDue(webhook))
        .extracting(due -> due.delivery().subject())
        .containsExactly("number 0", "number 1");
    assertThat(deliveryActions().recover(webhook, Instant.EPOCH, TEXTS, 2)).isEqualTo(2);
    assertThat(deliveryActions().recover(webhook, Instant.EPOCH, TEXTS, 2)).isEqualTo(1);
    assertThat(due().inSequence(webhook.id(), -1, 10)).hasSize(5);
  }

  @Test
  default void onlyWhatHappenedSinceThenIsRecovered() {
    Webhook webhook = disabledWebhook("any");
    store().record(event("before"));
    clock().advance(Duration.ofMinutes(1));
    Instant since = clock().instant();
    store().record(event("then"));
    clock().advance(Duration.ofMinutes(1));
    store().record(event("later"));

    assertThat(deliveryActions().recover(webhook, since, TEXTS, 10)).isEqualTo(2);

    assertThat(allDue(webhook))
        .extracting(due -> due.delivery().subject())
        .containsExactly("then", "later");
    assertThat(counts(webhook.id())).containsEntry("missed", 1L);
  }

  @Test
  default void nothingButWhatThisWebhookMissedIsTouched() {
    Webhook webhook = webhook("any");
    DueDelivery delivered = recorded("delivered");
    DueDelivery exhausted = recorded("exhausted");
    settle(delivered(delivered.delivery()), exhausted(exhausted.delivery()));
    Webhook other = disabledWebhook("other");
    store().record(event("missed by the other"));
    deliveryActions().cancelPending(webhook.id(), clock().instant());

    assertThat(deliveryActions().recover(webhook, Instant.EPOCH, TEXTS, 10)).isZero();

    assertThat(allDue(webhook)).isEmpty();
    assertThat(counts(other.id())).containsEntry("missed", 1L);
  }

  @Test
  default void aRecoveredDeliveryIsSettledAndPurgedAsAnyOther() {
    Webhook webhook = disabledWebhook("any");
    Webhook second = disabledWebhook("second");
    store().record(event("one"));
    deliveryActions().recover(webhook, Instant.EPOCH, TEXTS, 10);
    deliveryActions().recover(second, Instant.EPOCH, TEXTS, 10);
    DueDelivery due = allDue(webhook).getFirst();

    settle(delivered(due.delivery()));

    assertThat(found(due).state().name()).isEqualTo("delivered");
    assertThat(attempts().of(due.delivery().id())).hasSize(1);
    clock().advance(Duration.ofDays(1));
    assertThat(retention().purge(clock().instant(), 10).deliveries()).isEqualTo(1);
    assertThat(allDue(second).getFirst().payload()).isEqualTo(due.payload());
  }

  @Test
  default void aSnapshotThatCannotBeReadChangesNothing() {
    Webhook webhook = disabledWebhook("any");
    store().record(event("good"));
    store().record(event("bad"));
    SnapshotReader picky =
        (type, bytes) -> {
          if (new String(bytes, StandardCharsets.UTF_8).endsWith("bad")) {
            throw new IllegalArgumentException("not a snapshot");
          }
          return TEXTS.read(type, bytes);
        };

    assertThatThrownBy(() -> deliveryActions().recover(webhook, Instant.EPOCH, picky, 10))
        .isInstanceOf(IllegalArgumentException.class);

    assertThat(counts(webhook.id())).containsEntry("missed", 2L);
    assertThat(deliveryActions().missed(webhook.id())).isEqualTo(2);
  }

  private Webhook disabledWebhook(String name) {
    return disable(webhook(name));
  }
}
