package dev.carillon.hooks.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.ActionResult;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryLog.Member;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Projection;
import dev.carillon.hooks.webhook.EventFilter;
import dev.carillon.hooks.webhook.Grouping;
import dev.carillon.hooks.webhook.Webhook;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What one webhook had, or missed, is sent to another one, or after all. */
public interface RedeliveryToAnotherContract extends StoreFixture {

  @Test
  default void toAnotherWebhookItIsANewDeliveryWithItsOwnIdAndItsOwnBytes() {
    Webhook first = webhook("first");
    DueDelivery due = recorded("one " + NASTY);
    settle(delivered(due.delivery()));
    Delivery before = found(due);
    Webhook other = other("other", List.of("name"));
    recorded("between");
    clock().advance(Duration.ofHours(1));
    Instant now = clock().instant();

    Delivery made = deliveryActions().redeliver(due.delivery().id(), other, TEXTS).orElseThrow();

    assertThat(made.id()).isNotEqualTo(due.delivery().id());
    assertThat(made.webhook()).isEqualTo(other.id());
    assertThat(made.event()).isEqualTo(due.delivery().event());
    assertThat(made.subject()).isEqualTo(due.delivery().subject());
    assertThat(made.attempts()).isZero();
    assertThat(made.state()).isEqualTo(new DeliveryState.Pending(now));
    assertThat(deliveryActions().find(made.id())).contains(made);
    DueDelivery toSend = allDue(other).getFirst();
    assertThat(toSend.delivery()).isEqualTo(made);
    assertThat(toSend.dueAt()).as("nobody hands it over").isAfter(made.createdAt());
    assertThat(new String(toSend.payload().bytes(), StandardCharsets.UTF_8))
        .startsWith("of one ")
        .endsWith(" [name][]");
    assertThat(due().ofEvent(due.delivery().event())).containsExactly(toSend);
    assertThat(found(due)).isEqualTo(before);
    assertThat(list(first.id(), -1, 10)).hasSize(2);
    assertThat(recorded("after").delivery().sequence()).isGreaterThan(made.sequence());
  }

  @Test
  default void aWebhookThatWantsBatchesGetsABatchOfTheOneEvent() {
    webhook("first");
    DueDelivery due = recorded("one");
    settle(delivered(due.delivery()));
    Webhook other = batching("other");
    recorded("between");

    Delivery made = deliveryActions().redeliver(due.delivery().id(), other, TEXTS).orElseThrow();

    assertThat(made.type()).isEqualTo(EventType.BATCH);
    assertThat(made.webhook()).isEqualTo(other.id());
    DueDelivery toSend = allDue(other).getFirst();
    assertThat(toSend.delivery()).isEqualTo(made);
    assertThat(new String(toSend.payload().bytes(), StandardCharsets.UTF_8))
        .isEqualTo("[of one [][]]");
    assertThat(store().log().events(made.id(), 10))
        .extracting(Member::subject)
        .containsExactly("one");

    assertThat(deliveryActions().redeliver(due.delivery().id(), other, TEXTS)).isPresent();
    assertThat(allDue(other)).hasSize(2);
    settle(delivered(made));
    assertThat(found(toSend).state().name()).isEqualTo("delivered");
  }

  private Webhook batching(String name) {
    return webhooks()
        .change(
            webhook(name).id(), it -> it.toBuilder().grouping(new Grouping(0, 0, 100, 30)).build())
        .orElseThrow();
  }

  @Test
  default void bytesThatAreThereAreSharedAndStayWhileOneNeedsThem() {
    webhook("first");
    DueDelivery due = recorded("one");
    settle(delivered(due.delivery()));
    Webhook other = other("other", List.of());
    recorded("between");
    clock().advance(Duration.ofDays(1));
    deliveryActions().redeliver(due.delivery().id(), other, TEXTS);

    assertThat(retention().purge(clock().instant(), 10).deliveries()).isEqualTo(1);
    assertThat(deliveryActions().find(due.delivery().id())).isEmpty();
    DueDelivery late = allDue(other).getFirst();
    assertThat(late.payload()).isEqualTo(due.payload());

    settle(delivered(late.delivery()));
    clock().advance(Duration.ofDays(1));
    assertThat(retention().purge(clock().instant(), 10).deliveries()).isEqualTo(1);
    assertThat(deliveryActions().find(late.delivery().id())).isEmpty();
    assertThat(deliveryActions().redeliver(late.delivery().id(), other, TEXTS)).isEmpty();
  }

  @Test
  default void aLateDeliveryIsSettledAsAnyOther() {
    webhook("first");
    DueDelivery due = recorded("one");
    Webhook other = other("other", List.of("name"));
    Delivery made = deliveryActions().redeliver(due.delivery().id(), other, TEXTS).orElseThrow();
    assertThat(deliveryActions().redeliver(made.id())).isEqualTo(ActionResult.PENDING);

    settle(delivered(made));

    assertThat(deliveryActions().find(made.id()).orElseThrow().state().name())
        .isEqualTo("delivered");
    assertThat(attempts().of(made.id())).hasSize(1);
    assertThat(deliveryActions().redeliver(made.id())).isEqualTo(ActionResult.DONE);
  }

  @Test
  default void nothingIsMadeForAWebhookThatIsOffOrGone() {
    webhook("first");
    DueDelivery due = recorded("one");
    Webhook other = other("other", List.of());
    assertThat(deliveryActions().redeliver(Delivery.Id.random(), other, TEXTS)).isEmpty();
    disable(other);
    assertThat(deliveryActions().redeliver(due.delivery().id(), other, TEXTS)).isEmpty();
    webhooks().remove(other.id());
    assertThat(deliveryActions().redeliver(due.delivery().id(), other, TEXTS)).isEmpty();
    assertThat(list(other.id(), -1, 10)).isEmpty();
  }

  @Test
  default void oneThatWasMissedIsRecoveredAndNoOther() {
    Webhook webhook = webhook("any");
    disable(webhook);
    store().record(event("one"));
    store().record(event("two"));
    enable(webhook);
    Delivery first = list(webhook.id(), -1, 1).getFirst();
    clock().advance(Duration.ofHours(1));

    assertThat(deliveryActions().recover(webhook, first.id(), TEXTS)).isEqualTo(ActionResult.DONE);

    assertThat(allDue(webhook))
        .singleElement()
        .matches(due -> due.delivery().id().equals(first.id()))
        .matches(due -> due.dueAt().equals(clock().instant()));
    assertThat(counts(webhook.id())).containsEntry("missed", 1L);
    assertThat(deliveryActions().recover(webhook, first.id(), TEXTS)).isEqualTo(ActionResult.ENDED);
  }

  private Webhook other(String name, List<String> fields) {
    Webhook plain = webhook(name);
    return webhooks()
        .change(
            plain.id(),
            it ->
                it.toBuilder()
                    .subscription(
                        new Webhook.Subscription(
                            List.of(),
                            List.of(),
                            EventFilter.ALL,
                            new Projection(fields, List.of())))
                    .build())
        .orElseThrow();
  }
}
