package dev.carillon.hooks.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog.Count;
import dev.carillon.hooks.delivery.DueDeliveries.Place;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.webhook.Webhook;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A backlog that does not fit into memory is read page by page, in order, also after a restart. */
public interface LongBacklogContract extends SuccessionFixture {

  /** Records so many events from many callers at once, whose transactions are grouped. */
  static void recordMany(StoreFixture fixture, int count) {
    int callers = 64;
    List<Thread> threads =
        IntStream.range(0, callers)
            .mapToObj(
                caller ->
                    Thread.ofVirtual()
                        .start(
                            () -> {
                              for (int i = caller; i < count; i += callers) {
                                fixture.store().record(fixture.event("number " + i));
                              }
                            }))
            .toList();
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException unexpected) {
        throw new AssertionError(unexpected);
      }
    }
  }

  @Test
  default void aLongBacklogIsReadInSequencePageByPageAndTheSameAfterARestart() {
    Webhook webhook = webhook("any");
    webhook("other");
    recordMany(this, 1_500);
    List<DueDelivery> before = inSequence(webhook, 70);

    assertThat(before)
        .hasSize(1_500)
        .isSortedAccordingTo((a, b) -> Long.compare(sequence(a), sequence(b)));
    assertThat(new HashSet<>(before)).hasSize(1_500);
    assertThat(before)
        .allSatisfy(
            due ->
                assertThat(new String(due.payload().bytes(), StandardCharsets.UTF_8))
                    .startsWith("of " + due.delivery().subject() + " "));
    succeed();
    assertThat(inSequence(webhook, 400)).isEqualTo(before);
    assertThat(dueInPages(webhook, 333)).isEqualTo(before);
  }

  @Test
  default void whatIsSettledBetweenTwoPagesIsNotReadAgainAndNothingIsPassedOver() {
    Webhook webhook = webhook("any");
    recordMany(this, 300);
    Set<Delivery.Id> open = new HashSet<>();
    inSequence(webhook, 1_000).forEach(due -> open.add(due.delivery().id()));
    List<Delivery.Id> read = new ArrayList<>();
    long after = -1;
    List<DueDelivery> page = due().inSequence(webhook.id(), after, 40);
    while (!page.isEmpty()) {
      page.forEach(due -> read.add(due.delivery().id()));
      after = sequence(page.getLast());
      settlements().settle(page.stream().map(due -> delivered(due.delivery())).toList());
      assertThat(due().dueCount(webhook.id(), clock().instant(), 1_000))
          .isEqualTo(open.size() - read.size());
      page = due().inSequence(webhook.id(), after, 40);
    }
    assertThat(read).hasSize(300).doesNotHaveDuplicates();
    assertThat(new HashSet<>(read)).isEqualTo(open);
    assertThat(due().earliestDue()).isEmpty();
  }

  @Test
  default void aBacklogIsCountedExactlyAndNoFurtherThanWanted() {
    Webhook webhook = webhook("any");
    recordMany(this, 200);
    List<DueDelivery> all = inSequence(webhook, 1_000);
    settlements()
        .settle(
            all.subList(0, 50).stream()
                .map(due -> retried(due.delivery(), Duration.ofHours(1)))
                .toList());
    settlements()
        .settle(all.subList(50, 60).stream().map(due -> delivered(due.delivery())).toList());

    for (int restarts = 0; restarts < 2; restarts++) {
      Instant now = clock().instant();
      assertThat(due().dueCount(webhook.id(), now, 1_000)).isEqualTo(140);
      assertThat(due().dueCount(webhook.id(), now.plusSeconds(3_600), 1_000)).isEqualTo(190);
      assertThat(due().dueCount(webhook.id(), now, 7)).isEqualTo(7);
      DeliveryFilter pending = DeliveryFilter.ALL.in("pending").to(webhook.id());
      assertThat(store().log().count(pending, 190)).isEqualTo(new Count(190, false));
      assertThat(store().log().count(pending, 189)).isEqualTo(new Count(189, true));
      succeed();
    }
  }

  @Test
  default void retriesOfALongBacklogComeByTheirTimesAndThenBySequence() {
    Webhook webhook = webhook("any");
    recordMany(this, 120);
    List<DueDelivery> all = inSequence(webhook, 1_000);
    for (int i = 0; i < all.size(); i++) {
      Duration wait = Duration.ofSeconds(1 + (i * 7) % 5);
      settle(retried(all.get(i).delivery(), wait));
    }
    List<DueDelivery> expected =
        inSequence(webhook, 1_000).stream()
            .sorted(
                Comparator.comparing(DueDelivery::dueAt)
                    .thenComparingLong(LongBacklogContract::sequence))
            .toList();
    succeed();
    assertThat(dueInPages(webhook, 7)).hasSize(120).isEqualTo(expected);
  }

  private List<DueDelivery> inSequence(Webhook webhook, int limit) {
    List<DueDelivery> all = new ArrayList<>();
    List<DueDelivery> page = due().inSequence(webhook.id(), -1, limit);
    while (!page.isEmpty()) {
      assertThat(page).hasSizeLessThanOrEqualTo(limit);
      all.addAll(page);
      page = due().inSequence(webhook.id(), sequence(page.getLast()), limit);
    }
    return all;
  }

  private List<DueDelivery> dueInPages(Webhook webhook, int limit) {
    Instant late = clock().instant().plus(Duration.ofDays(1));
    List<DueDelivery> all = new ArrayList<>();
    List<DueDelivery> page = due().due(webhook.id(), late, Place.START, limit);
    while (!page.isEmpty()) {
      all.addAll(page);
      Place after = new Place(page.getLast().dueAt(), sequence(page.getLast()));
      page = due().due(webhook.id(), late, after, limit);
    }
    return all;
  }

  private static long sequence(DueDelivery due) {
    return due.delivery().sequence();
  }
}
