package dev.carillon.hooks.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.DeliveryLog.Member;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.LogRetention.Surplus;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Journal;
import dev.carillon.hooks.webhook.Grouping;
import dev.carillon.hooks.webhook.Ordering;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookLimits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Events of a webhook that wants batches are held, and sent as one array. */
public interface BatchesContract extends SuccessionFixture {

  /** Longer than every batch here waits. */
  Duration WAITED = Duration.ofSeconds(31);

  @Test
  default void eventsWaitUntilTheBatchIsFullAndAreOneDeliveryThen() {
    Webhook webhook = batching("full", 3, Ordering.NONE);
    Webhook plain = webhook("plain");
    Receipt first = store().record(event("a"));
    assertThat(first.due()).extracting(due -> due.delivery().webhook()).containsExactly(plain.id());
    assertThat(first.missed()).isZero();
    store().record(event("b"));
    assertThat(collect(webhook)).isEmpty();
    assertThat(store().log().held(webhook, 10).count().count()).isEqualTo(2);
    assertThat(list(webhook.id(), -1, 10)).isEmpty();

    store().record(event("c"));

    assertThat(texts(collect(webhook))).containsExactly("[of a [][],of b [][],of c [][]]");
    DueDelivery batch = allDue(webhook).getFirst();
    assertThat(batch.delivery().type()).isEqualTo(EventType.BATCH);
    assertThat(subjects(batch.delivery().id())).containsExactly("a", "b", "c");
    assertThat(store().log().held(webhook, 10).count().count()).isZero();
    assertThat(allDue(plain)).hasSize(3);
  }

  @Test
  default void aBatchThatIsNotFullIsSentWhenItsFirstEventHasWaitedLongEnough() {
    Webhook webhook = batching("slow", 100, Ordering.NONE);
    store().record(event("a"));
    clock().advance(Duration.ofSeconds(29));
    store().record(event("b"));
    assertThat(collect(webhook)).isEmpty();
    assertThat(store().log().held(webhook, 10).until()).isEqualTo(clock().instant().plusSeconds(1));
    clock().advance(Duration.ofSeconds(1));
    assertThat(texts(collect(webhook))).containsExactly("[of a [][],of b [][]]");
    assertThat(collect(webhook)).isEmpty();
  }

  @Test
  default void whatIsHeldOutlivesTheProcessAndIsSentOnceInItsOrder() {
    Webhook webhook = batching("killed", 1000, Ordering.SUBJECT);
    List<String> subjects = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      String subject = "number " + i % 7;
      subjects.add(subject);
      store().record(event(subject));
      if (i == 20) {
        succeed();
      }
    }
    clock().advance(WAITED);
    succeed();
    collect(webhook);
    succeed();
    collect(webhook);
    List<DueDelivery> due = allDue(webhook);
    assertThat(due).hasSize(1);
    assertThat(subjects(due.getFirst().delivery().id())).isEqualTo(subjects);
  }

  @Test
  default void withAnOrderTheNextBatchWaitsUntilTheLastOneHasEnded() {
    Webhook webhook = batching("ordered", 2, Ordering.SUBJECT);
    for (String subject : List.of("a", "b", "c", "d")) {
      store().record(event(subject));
    }
    assertThat(collect(webhook)).hasSize(1);
    assertThat(collect(webhook)).isEmpty();
    DueDelivery first = allDue(webhook).getFirst();
    settle(retried(first.delivery(), Duration.ofSeconds(5)));
    assertThat(collect(webhook)).isEmpty();
    settle(delivered(found(first)));
    assertThat(texts(collect(webhook))).containsExactly("[of c [][],of d [][]]");
  }

  @Test
  default void whatIsHeldIsMissedByAWebhookThatIsDisabledAndRecoveredInBatches() {
    Webhook webhook = batching("off", 2, Ordering.NONE);
    webhooks()
        .change(
            webhook.id(), one -> one.toBuilder().grouping(new Grouping(0, 0, 1000, 30)).build());
    for (String subject : List.of("a", "b", "c", "d")) {
      store().record(event(subject));
    }
    disable(webhook);
    assertThat(collect(webhook)).isEmpty();
    assertThat(deliveryActions().missed(webhook.id())).isEqualTo(4);
    assertThat(store().log().held(webhook, 10).count().count()).isZero();

    Webhook on = enable(webhook);
    assertThat(deliveryActions().recover(on, Instant.EPOCH, TEXTS, 3)).isEqualTo(3);
    assertThat(deliveryActions().missed(webhook.id())).isEqualTo(1);
    assertThat(deliveryActions().recover(on, Instant.EPOCH, TEXTS, 3)).isEqualTo(1);
    clock().advance(WAITED);
    assertThat(texts(collect(webhook)))
        .containsExactly("[of a [][],of b [][],of c [][],of d [][]]");
  }

  @Test
  default void whatIsHeldIsSentSinglyOnceTheWebhookWantsNoBatches() {
    Webhook webhook = batching("changed", 100, Ordering.NONE);
    store().record(event("a"));
    store().record(event("b"));
    webhooks().change(webhook.id(), one -> one.toBuilder().grouping(Grouping.NONE).build());
    clock().advance(Duration.ofSeconds(6));
    assertThat(texts(collect(webhook))).containsExactly("of a [][]", "of b [][]");
    succeed();
    assertThat(texts(allDue(webhook))).containsExactly("of a [][]", "of b [][]");
  }

  @Test
  default void withAnOrderNothingOvertakesWhatIsHeldOnceTheWebhookWantsNoBatches() {
    Webhook webhook = batching("changed", 100, Ordering.SUBJECT);
    store().record(text("a", "held"));
    webhooks().change(webhook.id(), one -> one.toBuilder().grouping(Grouping.NONE).build());
    store().record(text("a", "later"));
    assertThat(due().inSequence(webhook.id(), -1, 10)).isEmpty();
    clock().advance(Duration.ofSeconds(6));
    due().collect();
    assertThat(texts(due().inSequence(webhook.id(), -1, 10)))
        .containsExactly("held [][]", "later [][]");
  }

  @Test
  default void withAnOrderNothingOvertakesABatchThatIsPending() {
    Webhook webhook = batching("behind", 2, Ordering.SUBJECT);
    for (String text : List.of("one", "two", "held")) {
      store().record(text("a", text));
    }
    DueDelivery batch = collect(webhook).getFirst();
    webhooks().change(webhook.id(), one -> one.toBuilder().grouping(Grouping.NONE).build());
    store().record(text("a", "later"));
    for (int again = 0; again < 2; again++) {
      clock().advance(Duration.ofSeconds(6));
      due().collect();
      assertThat(texts(due().inSequence(webhook.id(), -1, 10)))
          .containsExactly("[one [][],two [][]]");
      assertThat(due().inSequence(webhook.id(), batch.delivery().sequence(), 10)).isEmpty();
      batch = again == 0 ? retried(batch) : batch;
    }
    settle(delivered(batch.delivery()));
    clock().advance(Duration.ofSeconds(6));
    due().collect();
    assertThat(texts(due().inSequence(webhook.id(), -1, 10)))
        .containsExactly("held [][]", "later [][]");
  }

  private DueDelivery retried(DueDelivery due) {
    settle(retried(due.delivery(), Duration.ofSeconds(1)));
    return due().inSequence(due.delivery().webhook(), -1, 1).getFirst();
  }

  private Event text(String subject, String text) {
    return Event.of(CREATED, subject, clock().instant(), new TextSnapshot(text));
  }

  @Test
  default void whatIsHeldIsCancelledWithItsWebhook() {
    Webhook webhook = batching("removed", 100, Ordering.NONE);
    store().record(event("a"));
    webhooks().remove(webhook.id());
    clock().advance(Duration.ofSeconds(6));
    assertThat(collect(webhook)).isEmpty();
    assertThat(counts(webhook.id())).containsEntry("cancelled", 1L);
  }

  @Test
  default void aBatchIsFoundByEachOfItsEventsAndIsNoEventOfTheJournal() {
    Webhook webhook = batching("found", 2, Ordering.NONE);
    Event one = event("a");
    store().record(one);
    store().record(event("b"));
    Delivery batch = collect(webhook).getFirst().delivery();
    for (DeliveryFilter.About about :
        List.of(
            new DeliveryFilter.About(List.of(), "a", ""),
            new DeliveryFilter.About(List.of(), "b", ""),
            new DeliveryFilter.About(List.of(), "", one.id().value()),
            new DeliveryFilter.About(List.of("batch"), "", ""))) {
      DeliveryFilter filter =
          new DeliveryFilter(
              Set.of(), Set.of(), about, DeliveryFilter.Ending.ANY, DeliveryFilter.Span.ALWAYS, "");
      assertThat(store().log().page(filter, DeliveryLog.Cursor.NEWEST, 10).entries())
          .as(about.toString())
          .extracting(entry -> entry.delivery().id())
          .containsExactly(batch.id());
    }
    assertThat(store().journal().after(0, Journal.Wanted.ALL, 10).events())
        .extracting(Journal.Recorded::subject)
        .containsExactly("a", "b");
    assertThat(list(webhook.id(), -1, 10)).extracting(Delivery::id).containsExactly(batch.id());
  }

  @Test
  default void aBatchThatIsTooLargeIsHalvedUntilItsEventsStandAlone() {
    Webhook webhook = batching("small", 3, Ordering.SUBJECT);
    for (String subject : List.of("a", "b", "c")) {
      store().record(event(subject));
    }
    DueDelivery whole = collect(webhook).getFirst();
    settle(tooLarge(whole.delivery()));
    succeed();
    List<DueDelivery> halves = allDue(webhook);
    assertThat(texts(halves)).containsExactly("[of a [][]]", "[of b [][],of c [][]]");
    for (DueDelivery half : halves) {
      assertThat(store().log().splitOf(half.delivery().id())).contains(whole.delivery().id());
    }
    assertThat(store().log().splitOf(whole.delivery().id())).isEmpty();
    assertThat(subjects(whole.delivery().id())).containsExactly("a", "b", "c");
    assertThat(subjects(halves.getLast().delivery().id())).containsExactly("b", "c");

    settle(tooLarge(halves.getFirst().delivery()), tooLarge(halves.getLast().delivery()));
    assertThat(texts(allDue(webhook))).containsExactly("[of b [][]]", "[of c [][]]");
    assertThat(counts(webhook.id())).containsEntry("exhausted", 3L);
  }

  @Test
  default void aBatchThatWasCancelledOnTheWireIsNotHalved() {
    Webhook webhook = batching("called-off", 2, Ordering.NONE);
    store().record(event("a"));
    store().record(event("b"));
    DueDelivery batch = collect(webhook).getFirst();
    deliveryActions().cancel(batch.delivery().id(), clock().instant());
    settle(tooLarge(batch.delivery()));
    assertThat(allDue(webhook)).isEmpty();
    assertThat(list(webhook.id(), -1, 10)).hasSize(1);
  }

  private Settlement tooLarge(Delivery delivery) {
    return TestSettlements.ended(delivery, 413, clock().instant());
  }

  @Test
  default void retentionKeepsTheEventsThatAreHeld() {
    Webhook webhook = batching("kept", 100, Ordering.NONE);
    store().record(event("a"));
    store().record(event("b"));
    clock().advance(Duration.ofDays(40));
    for (int i = 0; i < 3; i++) {
      retention().purge(clock().instant(), 1000);
    }
    DueDelivery batch = collect(webhook).getFirst();
    assertThat(subjects(batch.delivery().id())).containsExactly("a", "b");
    settle(delivered(batch.delivery()));
    clock().advance(Duration.ofDays(40));
    for (int i = 0; i < 5; i++) {
      retention().purge(clock().instant(), 1000);
    }
    assertThat(list(webhook.id(), -1, 10)).isEmpty();
  }

  @Test
  default void theEventsOfBatchesAreCountedWhereTheLogIsTooLarge() {
    Webhook webhook = batching("large", 50, Ordering.NONE);
    for (int i = 0; i < 200; i++) {
      store().record(Event.of(CREATED, "s", clock().instant(), new TextSnapshot("x".repeat(1000))));
      if (i % 50 == 49) {
        clock().advance(Duration.ofSeconds(31));
        settle(delivered(collect(webhook).getFirst().delivery()));
      }
    }
    clock().advance(Duration.ofSeconds(1));
    assertThat(retention().surplus(2_000_000)).isEqualTo(Surplus.NONE);

    Surplus surplus = retention().surplus(250_000);

    assertThat(surplus.rows()).isBetween(2L, 3L);
    boolean more = true;
    for (int i = 0; i < 20 && more; i++) {
      more = retention().purge(surplus.endedBefore(), (int) surplus.rows()).more();
    }
    assertThat(more).isFalse();
    assertThat(list(webhook.id(), -1, 10)).hasSize(4 - (int) surplus.rows());
    assertThat(retention().surplus(250_000)).isEqualTo(Surplus.NONE);
  }

  /** A webhook with batches of at most so many events or half a minute. */
  private Webhook batching(String name, int events, Ordering ordering) {
    Webhook webhook =
        Webhook.builder(clock().instant())
            .name(name)
            .url("https://example.org/" + name)
            .subscription(Webhook.Subscription.to(CREATED))
            .limits(new WebhookLimits(0, 0, 0, ordering))
            .grouping(new Grouping(0, 0, events, 30))
            .build();
    webhooks().add(webhook);
    return webhook;
  }

  /** What becomes due by a look at what is held. */
  private List<DueDelivery> collect(Webhook webhook) {
    List<DueDelivery> before = allDue(webhook);
    due().collect();
    return allDue(webhook).stream().filter(one -> !before.contains(one)).toList();
  }

  private List<String> subjects(Delivery.Id batch) {
    return store().log().events(batch, 1000).stream().map(Member::subject).toList();
  }

  private static List<String> texts(List<DueDelivery> due) {
    return due.stream()
        .map(one -> new String(one.payload().bytes(), StandardCharsets.UTF_8))
        .toList();
  }
}
