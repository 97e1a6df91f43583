package dev.carillon.hooks.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.Projection;
import dev.carillon.hooks.event.Snapshot;
import dev.carillon.hooks.webhook.Webhook;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Recording an event and its deliveries is one transaction. */
public interface OutboxContract extends StoreFixture {

  @Test
  default void anEventIsOwedToEachWebhookThatWantsIt() {
    Webhook first = webhook("first");
    Webhook second = webhook("second");
    Webhook other =
        Webhook.of("other", "https://o", Webhook.Subscription.to(REMOVED), clock().instant());
    webhooks().add(other);

    Receipt receipt = store().record(event("picture"));

    assertThat(receipt.missed()).isZero();
    assertThat(receipt.due())
        .extracting(DueDelivery::delivery)
        .extracting(Delivery::webhook)
        .containsExactly(first.id(), second.id());
    assertThat(allDue(first)).containsExactly(receipt.due().getFirst());
    assertThat(allDue(second)).containsExactly(receipt.due().getLast());
    assertThat(allDue(other)).isEmpty();
    assertThat(due().ofEvent(receipt.event())).isEqualTo(receipt.due());
    for (DueDelivery due : receipt.due()) {
      assertThat(due.dueAt()).isEqualTo(clock().instant());
      assertThat(found(due)).isEqualTo(due.delivery());
    }
  }

  @Test
  default void aTransactionThatFailsLeavesNothing() {
    Webhook webhook = webhook("any");
    Event event = event("picture");
    assertThatIllegalStateException()
        .isThrownBy(() -> store().recordAndThrow(event, new IllegalStateException("no")))
        .withMessage("no");
    assertThat(allDue(webhook)).isEmpty();
    assertThat(due().ofEvent(event.id())).isEmpty();
    assertThat(due().earliestDue()).isEmpty();
    assertThat(store().record(event).due()).as("the same event may come again").hasSize(1);
  }

  @Test
  default void aDisabledWebhookMissesTheEventAndItCanBeCounted() {
    Webhook webhook = webhook("asleep");
    disable(webhook);

    Receipt receipt = store().record(event("picture"));

    assertThat(receipt.due()).isEmpty();
    assertThat(receipt.missed()).isEqualTo(1);
    assertThat(allDue(webhook)).isEmpty();
    assertThat(due().earliestDue()).isEmpty();
    assertThat(list(webhook.id(), -1, 10))
        .extracting(Delivery::state)
        .containsExactly(new DeliveryState.Missed(clock().instant()));
    assertThat(counts(webhook.id())).containsEntry("missed", 1L);
  }

  @Test
  default void webhooksWithEqualProjectionsGetTheSameBytes() {
    Webhook plain = webhook("plain");
    Webhook narrow = projected("narrow", new Projection(List.of("name"), List.of("status")));
    Webhook same = projected("same", new Projection(List.of("name"), List.of("status")));

    store().record(event("picture"));

    assertThat(allDue(plain))
        .extracting(DueDelivery::payload)
        .containsExactly(Payload.of("of picture [][]"));
    assertThat(allDue(narrow))
        .extracting(DueDelivery::payload)
        .containsExactly(Payload.of("of picture [name][status]"));
    assertThat(allDue(same))
        .extracting(DueDelivery::payload)
        .containsExactly(Payload.of("of picture [name][status]"));
  }

  private Webhook projected(String name, Projection projection) {
    Webhook webhook =
        Webhook.of(
            name,
            "https://example.org",
            new Webhook.Subscription(
                List.of(CREATED), List.of(), new SubjectFilter("picture"), projection),
            clock().instant());
    webhooks().add(webhook);
    return webhook;
  }

  @Test
  default void theFilterDecidesToo() {
    Webhook narrow = projected("narrow", Projection.DEFAULT);
    store().record(event("film"));
    store().record(event("picture"));
    assertThat(allDue(narrow))
        .extracting(due -> due.delivery().subject())
        .containsExactly("picture");
  }

  @Test
  default void anEventThatNobodyWantsIsNobodysDelivery() {
    Receipt receipt = store().record(event("picture"));
    assertThat(receipt.due()).isEmpty();
    assertThat(receipt.missed()).isZero();
    assertThat(due().ofEvent(receipt.event())).isEmpty();
  }

  @Test
  default void laterEventsHaveGreaterSequences() {
    webhook("any");
    long before = recorded("one").delivery().sequence();
    for (int i = 0; i < 5; i++) {
      long next = recorded("next").delivery().sequence();
      assertThat(next).isGreaterThan(before);
      before = next;
    }
  }

  @Test
  default void aContentTypeIsThatOfAllDeliveriesWithEveryRead() {
    Webhook webhook = webhook("any");
    Webhook other = webhook("other");
    Payload xml = Payload.of("<order/>").as("application/xml; charset=UTF-8");
    Event event = Event.of(CREATED, "one", clock().instant(), Snapshot.of(xml));
    List<DueDelivery> due = store().record(event).due();
    assertThat(due).extracting(DueDelivery::payload).containsExactly(xml, xml);
    assertThat(allDue(webhook)).extracting(DueDelivery::payload).containsExactly(xml);
    settle(exhausted(due.getFirst().delivery()));
    webhooks().remove(other.id());
    deliveryActions().redeliver(due.getFirst().delivery().id());
    assertThat(due().redeliveries(webhook.id(), 10))
        .extracting(DueDelivery::payload)
        .containsExactly(xml);
    assertThat(store().log().find(due.getFirst().delivery().id()).orElseThrow().payload())
        .isEqualTo(xml);
  }

  @Test
  default void nastySubjectsAndBytesComeBackAsTheyWere() {
    Webhook webhook = webhook("any");
    byte[] bytes = new byte[100_000];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    Payload payload = Payload.of(bytes);
    Event event = Event.of(CREATED, NASTY, clock().instant(), Snapshot.of(payload));
    DueDelivery due = store().record(event).due().getFirst();
    assertThat(allDue(webhook)).containsExactly(due);
    assertThat(due.payload()).isEqualTo(payload);
    assertThat(found(due).subject()).isEqualTo(NASTY);
  }

  @Test
  default void aSubjectThatNoDatabaseTakesIsRecordedAllTheSame() {
    Webhook webhook = webhook("any");
    store().record(Event.of(CREATED, "a\0b\uD800", clock().instant(), new TextSnapshot("")));
    assertThat(allDue(webhook)).hasSize(1);
  }
}
