package dev.carillon.hooks.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.ActionResult;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryLog.Count;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What a webhook missed is counted exactly after each operation, and recovered once. */
public interface MissedContract extends SuccessionFixture {

  @Test
  default void whatIsMissedIsCountedExactlyAfterEachOperation() {
    Webhook webhook = webhook("any");
    Webhook other = webhook("other");
    store().record(event("before"));
    disable(webhook);
    for (int i = 0; i < 7; i++) {
      store().record(event("number " + i));
    }
    missed(webhook, 7);
    Webhook on = enable(webhook);
    missed(webhook, 7);
    assertThat(deliveryActions().recover(on, Instant.EPOCH, TEXTS, 3)).isEqualTo(3);
    missed(webhook, 4);
    Delivery last = list(webhook.id(), -1, 10).getLast();
    assertThat(deliveryActions().recover(on, last.id(), TEXTS)).isEqualTo(ActionResult.DONE);
    missed(webhook, 3);
    assertThat(deliveryActions().cancelPending(webhook.id(), clock().instant())).isEqualTo(5);
    missed(webhook, 3);
    assertThat(deliveryActions().recover(on, last.id(), TEXTS)).isEqualTo(ActionResult.ENDED);
    disable(webhook);
    store().record(event("once more"));
    missed(webhook, 4);
    clock().advance(Duration.ofDays(1));
    store().record(event("today"));
    retention().purge(clock().instant(), 100);
    missed(webhook, 1);
    missed(other, 0);
  }

  private void missed(Webhook webhook, int count) {
    for (int restarts = 0; restarts < 2; restarts++) {
      assertThat(deliveryActions().missed(webhook.id())).isEqualTo(count);
      assertThat(counted(webhook, "missed")).isEqualTo(new Count(count, false));
      assertThat(store().log().standings(100))
          .hasEntrySatisfying(
              webhook.id(),
              standing -> assertThat(standing.missed()).isEqualTo(new Count(count, false)));
      succeed();
    }
  }

  @Test
  default void timesThatOverlapRecoverEachOneOnceAndLeaveTheOlderOnes() {
    Webhook webhook = webhook("any");
    disable(webhook);
    List<Instant> times = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      times.add(clock().instant());
      store().record(event("number " + i));
      clock().advance(Duration.ofMinutes(1));
    }
    Webhook on = enable(webhook);

    assertThat(deliveryActions().recover(on, times.get(4), TEXTS, 100)).isEqualTo(2);
    assertThat(deliveryActions().recover(on, times.get(4), TEXTS, 100)).isZero();
    assertThat(deliveryActions().recover(on, times.get(2), TEXTS, 100)).isEqualTo(2);
    assertThat(deliveryActions().recover(on, times.get(5).plusSeconds(1), TEXTS, 100)).isZero();

    assertThat(due().inSequence(webhook.id(), -1, 100))
        .extracting(due -> due.delivery().subject())
        .containsExactly("number 2", "number 3", "number 4", "number 5");
    missed(webhook, 2);
  }

  @Test
  default void whatIsRecoveredKeepsItsPlaceBeforeWhatCameLater() {
    Webhook webhook = webhook("any");
    DueDelivery waiting = recorded("waiting");
    disable(webhook);
    store().record(event("missed"));
    Webhook on = enable(webhook);
    clock().advance(Duration.ofMinutes(1));
    DueDelivery later = recorded("later");
    assertThat(deliveryActions().recover(on, Instant.EPOCH, TEXTS, 10)).isEqualTo(1);
    DueDelivery latest = recorded("latest");
    succeed();

    List<DueDelivery> all = due().inSequence(webhook.id(), -1, 10);
    assertThat(all)
        .extracting(due -> due.delivery().subject())
        .containsExactly("waiting", "missed", "later", "latest");
    assertThat(all).contains(waiting, later, latest);
    assertThat(all.get(1).dueAt()).as("due when it was recovered").isEqualTo(clock().instant());
    assertThat(due().ofEvent(all.get(1).delivery().event())).containsExactly(all.get(1));
  }

  @Test
  default void whatIsMissedAgainAfterARecoveryIsRecoveredAloneNextTime() {
    Webhook webhook = webhook("any");
    List<String> seen = new ArrayList<>();
    for (int times = 0; times < 3; times++) {
      disable(webhook);
      store().record(event("missed " + times));
      missed(webhook, 1);
      Webhook on = enable(webhook);
      assertThat(deliveryActions().recover(on, Instant.EPOCH, TEXTS, 10)).isEqualTo(1);
      List<DueDelivery> due = allDue(webhook);
      seen.add(due.getFirst().delivery().subject());
      settle(delivered(due.getFirst().delivery()));
      assertThat(allDue(webhook)).isEmpty();
    }
    assertThat(seen).containsExactly("missed 0", "missed 1", "missed 2");
    assertThat(counted(webhook, "delivered")).isEqualTo(new Count(3, false));
  }

  @Test
  default void severalThatRecoverAtTheSameTimeShareTheWorkAndSendNothingTwice() throws Exception {
    Webhook webhook = webhook("any");
    disable(webhook);
    for (int i = 0; i < 60; i++) {
      store().record(event("number " + i));
    }
    Webhook on = enable(webhook);
    int recovered = 0;
    try (ExecutorService callers = Executors.newFixedThreadPool(8)) {
      List<Callable<Integer>> calls = Collections.nCopies(8, () -> recoverAll(on));
      for (Future<Integer> call : callers.invokeAll(calls)) {
        recovered += call.get();
      }
    }
    assertThat(recovered).isEqualTo(60);
    assertThat(allDue(webhook))
        .hasSize(60)
        .extracting(due -> due.delivery().id())
        .doesNotHaveDuplicates();
    missed(webhook, 0);
  }

  /** Fewer than asked for may mean that others were quicker. */
  private int recoverAll(Webhook webhook) {
    int recovered = 0;
    while (deliveryActions().missed(webhook.id()) > 0) {
      recovered += deliveryActions().recover(webhook, Instant.EPOCH, TEXTS, 4);
    }
    return recovered;
  }

  @Test
  default void whatIsMissedIsNotSentAndCanNeitherBeHastenedNorCancelled() {
    Webhook webhook = webhook("any");
    disable(webhook);
    store().record(event("one"));
    Delivery missed = list(webhook.id(), -1, 10).getFirst();
    enable(webhook);
    succeed();
    assertThat(allDue(webhook)).isEmpty();
    assertThat(due().inSequence(webhook.id(), -1, 10)).isEmpty();
    assertThat(due().ofEvent(missed.event())).isEmpty();
    assertThat(due().earliestDue()).isEmpty();
    assertThat(deliveryActions().retryNow(missed.id())).isEqualTo(ActionResult.ENDED);
    assertThat(deliveryActions().cancel(missed.id(), clock().instant()))
        .isEqualTo(ActionResult.ENDED);
    assertThat(store().log().find(missed.id()).orElseThrow().payload().bytes()).isEmpty();
    missed(webhook, 1);
  }
}
