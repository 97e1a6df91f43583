package dev.carillon.hooks.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.webhook.Ordering;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The backlog of a webhook that keeps the order of each subject's events: the engine reads it in
 * sequence, and whatever waits must come before what was recorded later.
 */
public interface OrderedBacklogContract extends SuccessionFixture {

  @Test
  default void aHeadThatFailsStaysBeforeAllThatWasRecordedAfterIt() {
    Webhook webhook = ordered("any", Ordering.SUBJECT);
    DueDelivery head = recorded("a");
    recorded("b");
    recorded("a");
    for (int attempts = 1; attempts <= 3; attempts++) {
      settle(retried(found(head), Duration.ofHours(attempts)));
      recorded("a");
      succeed();
      List<DueDelivery> all = due().inSequence(webhook.id(), -1, 100);
      assertThat(all).hasSize(3 + attempts);
      assertThat(all.getFirst().delivery()).isEqualTo(found(head));
      assertThat(all.getFirst().delivery().attempts()).isEqualTo(attempts);
      assertThat(all.getFirst().dueAt())
          .isEqualTo(clock().instant().plus(Duration.ofHours(attempts)));
    }
    settle(delivered(found(head)));
    assertThat(subjects(webhook)).containsExactly("b", "a", "a", "a", "a");
  }

  @Test
  default void whatEndsOutOfTurnLeavesTheOrderOfTheRestAsItWas() {
    Webhook webhook = ordered("any", Ordering.SUBJECT);
    List<DueDelivery> due = new ArrayList<>();
    for (String subject : List.of("a", "b", "c", "a", "b", "c", "a")) {
      due.add(recorded(subject));
    }
    settlements()
        .settle(List.of(delivered(due.get(5).delivery()), exhausted(due.get(1).delivery())));
    deliveryActions().cancel(due.get(3).delivery().id(), clock().instant());
    deliveryActions().redeliver(due.get(1).delivery().id());
    succeed();

    assertThat(due().inSequence(webhook.id(), -1, 100))
        .containsExactly(due.get(0), due.get(2), due.get(4), due.get(6));
    settle(redelivered(found(due.get(1)), 500));
    assertThat(subjects(webhook)).containsExactly("a", "c", "b", "a");
  }

  @Test
  default void aChangeOfTheOrderAmidNeitherLosesNorRepeatsADelivery() {
    Webhook webhook = ordered("any", Ordering.NONE);
    DueDelivery first = recorded("a");
    DueDelivery second = recorded("a");
    settle(retried(first.delivery(), Duration.ofHours(1)));
    order(webhook, Ordering.SUBJECT);
    DueDelivery third = recorded("a");
    assertThat(due().inSequence(webhook.id(), -1, 100))
        .extracting(DueDelivery::delivery)
        .containsExactly(found(first), second.delivery(), third.delivery());
    order(webhook, Ordering.NONE);
    DueDelivery fourth = recorded("a");
    succeed();
    assertThat(allDue(webhook))
        .extracting(DueDelivery::delivery)
        .containsExactly(second.delivery(), third.delivery(), fourth.delivery(), found(first));
    assertThat(subjects(webhook)).hasSize(4);
  }

  @Test
  default void whatAnOrderedWebhookMissedComesInItsOldPlaceOnceItIsRecovered() {
    Webhook webhook = ordered("any", Ordering.SUBJECT);
    recorded("a");
    disable(webhook);
    store().record(event("b"));
    store().record(event("a"));
    Webhook on = enable(webhook);
    recorded("c");
    clock().advance(Duration.ofMinutes(1));
    assertThat(deliveryActions().recover(on, Instant.EPOCH, TEXTS, 1)).isEqualTo(1);
    assertThat(subjects(webhook)).containsExactly("a", "b", "c");
    assertThat(deliveryActions().recover(on, Instant.EPOCH, TEXTS, 9)).isEqualTo(1);
    succeed();
    assertThat(subjects(webhook)).containsExactly("a", "b", "a", "c");
  }

  @Test
  default void anOrderedBacklogReadInPagesIsWholeWhileItsHeadIsRetried() {
    Webhook webhook = ordered("any", Ordering.SUBJECT);
    List<DueDelivery> due = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      due.add(recorded("subject " + i % 4));
    }
    for (int i : new int[] {0, 7, 9}) {
      settle(retried(due.get(i).delivery(), Duration.ofHours(1)));
    }
    List<String> read = new ArrayList<>();
    long after = -1;
    List<DueDelivery> page = due().inSequence(webhook.id(), after, 3);
    while (!page.isEmpty()) {
      page.forEach(one -> read.add(one.delivery().id().value()));
      after = page.getLast().delivery().sequence();
      settlements()
          .settle(List.of(retried(found(page.getFirst()), Duration.ofMinutes(read.size()))));
      page = due().inSequence(webhook.id(), after, 3);
    }
    assertThat(read)
        .containsExactlyElementsOf(due.stream().map(one -> one.delivery().id().value()).toList());
    assertThat(due().inSequence(webhook.id(), -1, 100)).hasSize(20);
  }

  private List<String> subjects(Webhook webhook) {
    return due().inSequence(webhook.id(), -1, 100).stream()
        .map(due -> due.delivery().subject())
        .toList();
  }

  private Webhook ordered(String name, Ordering ordering) {
    return order(webhook(name), ordering);
  }

  private Webhook order(Webhook webhook, Ordering ordering) {
    return webhooks()
        .change(
            webhook.id(), it -> it.toBuilder().limits(new WebhookLimits(0, 0, 0, ordering)).build())
        .orElseThrow();
  }
}
