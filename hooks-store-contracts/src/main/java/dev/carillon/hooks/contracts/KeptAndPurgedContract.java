package dev.carillon.hooks.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog.Count;
import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.LogRetention.Surplus;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Journal;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Retention by time and by size removes the oldest that have ended, and nothing that is open. */
public interface KeptAndPurgedContract extends SuccessionFixture {

  @Test
  default void nothingThatIsOpenIsRemovedHoweverOldItIs() {
    Webhook webhook = webhook("any");
    Webhook off = webhook("off");
    List<DueDelivery> due = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      due.add(store().record(event("number " + i)).due().getFirst());
    }
    settlements()
        .settle(
            List.of(
                retried(due.get(0).delivery(), Duration.ofDays(1)),
                delivered(due.get(1).delivery()),
                exhausted(due.get(2).delivery()),
                delivered(due.get(3).delivery())));
    deliveryActions().redeliver(due.get(2).delivery().id());
    deliveryActions().cancel(due.get(4).delivery().id(), clock().instant());
    disable(off);
    clock().advance(Duration.ofDays(400));
    List<DueDelivery> open = allDue(webhook);
    List<DueDelivery> waiting = allDue(off);

    assertThat(purgeAll(clock().instant())).as("two delivered and a cancelled one").isEqualTo(3);

    for (int restarts = 0; restarts < 2; restarts++) {
      assertThat(allDue(webhook)).isEqualTo(open).hasSize(2);
      assertThat(allDue(off)).isEqualTo(waiting).hasSize(6);
      assertThat(due().redeliveries(webhook.id(), 10)).hasSize(1);
      assertThat(counted(webhook, "exhausted")).isEqualTo(new Count(1, false));
      assertThat(store().log().count(DeliveryFilter.ALL, 100)).isEqualTo(new Count(9, false));
      assertThat(purgeAll(clock().instant())).isZero();
      succeed();
    }
  }

  @Test
  default void afterEachPurgeTheCountsAreThoseOfWhatIsLeft() {
    Webhook webhook = webhook("any");
    List<Instant> ends = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      DueDelivery due = recorded("number " + i);
      ends.add(clock().instant());
      settlements()
          .settle(List.of(i % 3 == 0 ? exhausted(due.delivery()) : delivered(due.delivery())));
      clock().advance(Duration.ofHours(1));
    }
    for (int days = 1; days <= 12; days += 3) {
      assertThat(purgeAll(ends.get(days - 1).plusNanos(1_000))).isEqualTo(days == 1 ? 1 : 3);
      succeed();
      List<Delivery> left = list(webhook.id(), -1, 100);
      assertThat(left)
          .extracting(Delivery::subject)
          .containsExactlyElementsOf(
              IntStream.range(days, 12).mapToObj(i -> "number " + i).toList());
      for (String state : List.of("delivered", "exhausted")) {
        long expected = left.stream().filter(one -> one.state().name().equals(state)).count();
        assertThat(counted(webhook, state)).isEqualTo(new Count(expected, false));
      }
      assertThat(store().log().ended(Instant.EPOCH, -1, 100)).hasSize(left.size());
    }
  }

  @Test
  default void whatWasRecoveredOrHasEndedOnlyNowIsNotOldWhenItWasRecordedLongAgo() {
    Webhook webhook = webhook("any");
    DueDelivery slow = recorded("slow");
    disable(webhook);
    store().record(event("missed"));
    store().record(event("missed too"));
    clock().advance(Duration.ofDays(40));
    Webhook on = enable(webhook);
    deliveryActions().recover(on, Instant.EPOCH, TEXTS, 1);
    settle(delivered(slow.delivery()));

    assertThat(purgeAll(clock().instant().minus(Duration.ofDays(30)))).isEqualTo(1);

    assertThat(list(webhook.id(), -1, 10))
        .extracting(Delivery::subject)
        .containsExactly("slow", "missed");
    assertThat(allDue(webhook)).hasSize(1);
    assertThat(deliveryActions().missed(webhook.id())).isZero();
  }

  @Test
  default void aLogThatMayTakeSoManyBytesKeepsTheNewestThatFitAndAllThatIsOpen() {
    Webhook webhook = webhook("any");
    DueDelivery open = recorded("open");
    for (int i = 0; i < 40; i++) {
      Event event =
          Event.of(CREATED, "number " + i, clock().instant(), new TextSnapshot("x".repeat(20_000)));
      settle(delivered(store().record(event).due().getFirst().delivery()));
      clock().advance(Duration.ofSeconds(1));
    }
    assertThat(retention().surplus(100L << 20)).isEqualTo(Surplus.NONE);

    int rounds = 0;
    Surplus surplus = retention().surplus(400_000);
    assertThat(surplus.rows()).isBetween(15L, 36L);
    Instant before = surplus.endedBefore();
    assertThat(store().log().ended(Instant.EPOCH, -1, 100))
        .filteredOn(entry -> endedBefore(entry.delivery(), before))
        .as("they are the oldest, and no more")
        .hasSize((int) surplus.rows());
    while (surplus.rows() > 0) {
      assertThat(rounds++).isLessThan(20);
      int wanted = (int) Math.min(surplus.rows(), 10);
      assertThat(retention().purge(surplus.endedBefore(), wanted).deliveries()).isEqualTo(wanted);
      surplus = retention().surplus(400_000);
    }

    List<Delivery> left = list(webhook.id(), -1, 100);
    assertThat(left.size()).isBetween(5, 26);
    assertThat(left.getFirst()).isEqualTo(open.delivery());
    assertThat(left.getLast().subject()).isEqualTo("number 39");
    assertThat(left.get(1).subject()).isEqualTo("number " + (41 - left.size()));
    assertThat(store().log().count(DeliveryFilter.ALL, 100))
        .isEqualTo(new Count(left.size(), false));
    while (retention().giveBack()) {
      assertThat(rounds++).as("giving back ends").isLessThan(10_000);
    }
    assertThat(allDue(webhook)).containsExactly(open);
  }

  @Test
  default void theSizeOfALogCountsAllAttemptsOfADelivery() {
    webhook("any");
    ReceiverResponse busy = new ReceiverResponse(503, List.of(), "x".repeat(10_000), 10_000, false);
    for (int i = 0; i < 20; i++) {
      Delivery delivery = recorded("number " + i).delivery();
      for (int number = 1; number <= 10; number++) {
        Instant now = clock().instant();
        DeliveryState next =
            number == 10 ? new DeliveryState.Exhausted(now) : new DeliveryState.Pending(now);
        Attempt attempt =
            new Attempt(number, now, Duration.ofMillis(1), new Outcome.Rejected(busy));
        settle(TestSettlements.settled(delivery, attempt, next));
        delivery = delivery.attempted(next);
      }
      clock().advance(Duration.ofSeconds(1));
    }

    // 100 kB each
    assertThat(retention().surplus(4_000_000)).isEqualTo(Surplus.NONE);
    assertThat(retention().surplus(1_000_000).rows()).isBetween(9L, 12L);
  }

  @Test
  default void anEventStaysInTheJournalWhileOneOfItsDeliveriesIsThere() {
    webhook("quick");
    Webhook slow = webhook("slow");
    List<DueDelivery> due = store().record(event("one")).due();
    settle(delivered(due.getFirst().delivery()));
    clock().advance(Duration.ofDays(1));
    purgeAll(clock().instant());
    Journal.Recorded kept = store().journal().find(due.getFirst().delivery().event()).orElseThrow();
    assertThat(kept.subject()).isEqualTo("one");
    assertThat(store().journal().purged()).isLessThan(kept.sequence());

    settle(exhausted(due.getLast().delivery()));
    clock().advance(Duration.ofDays(1));
    purgeAll(clock().instant());

    assertThat(store().journal().find(kept.id())).isEmpty();
    assertThat(store().journal().purged()).isGreaterThanOrEqualTo(kept.sequence());
    assertThat(list(slow.id(), -1, 10)).isEmpty();
    succeed();
    assertThat(store().journal().purged()).isGreaterThanOrEqualTo(kept.sequence());
    assertThat(store().journal().find(kept.id())).isEmpty();
  }

  @Test
  default void aReaderOfPagesGoesOnBehindWhatWasPurgedMeanwhile() {
    webhook("any");
    for (int i = 0; i < 10; i++) {
      settle(delivered(recorded("number " + i).delivery()));
      clock().advance(Duration.ofHours(1));
    }
    var first = store().log().page(DeliveryFilter.ALL, Cursor.OLDEST, 2);
    purgeAll(clock().instant().minus(Duration.ofHours(5)));
    assertThat(store().log().page(DeliveryFilter.ALL, first.end(), 3).entries())
        .extracting(entry -> entry.delivery().subject())
        .containsExactly("number 5", "number 6", "number 7");
    assertThat(store().log().page(DeliveryFilter.ALL, Cursor.NEWEST, 100).entries()).hasSize(5);
  }

  private static boolean endedBefore(Delivery delivery, Instant time) {
    return ((DeliveryState.Delivered) delivery.state()).at().isBefore(time);
  }

  private int purgeAll(Instant before) {
    int removed = 0;
    boolean more = true;
    for (int purges = 0; more; purges++) {
      assertThat(purges).as("purging ends").isLessThan(100);
      var purged = retention().purge(before, 2);
      removed += purged.deliveries();
      more = purged.more();
    }
    return removed;
  }
}
