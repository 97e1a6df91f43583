package dev.carillon.hooks.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryFilter.About;
import dev.carillon.hooks.delivery.DeliveryFilter.Ending;
import dev.carillon.hooks.delivery.DeliveryFilter.Span;
import dev.carillon.hooks.delivery.DeliveryLog.Count;
import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.hooks.delivery.DeliveryLog.Entry;
import dev.carillon.hooks.delivery.DeliveryLog.Page;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A reader of the log misses nothing and sees nothing twice, page by page, whatever goes on. */
public interface LogPagesContract extends SuccessionFixture {

  @Test
  default void pagesFromTheNewestStayAsTheyWereWhileNewOnesComeAndOldOnesEnd() {
    Webhook webhook = webhook("any");
    List<DueDelivery> due = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      due.add(recorded("number " + i));
    }
    List<String> read = new ArrayList<>();
    Page page = store().log().page(DeliveryFilter.ALL.to(webhook.id()), Cursor.NEWEST, 3);
    read.addAll(subjects(page));
    while (page.more()) {
      recorded("new " + read.size());
      settle(delivered(due.get(read.size() / 2).delivery()));
      if (read.size() == 9) {
        tidy();
        succeed();
      }
      page = store().log().page(DeliveryFilter.ALL.to(webhook.id()), page.end(), 3);
      read.addAll(subjects(page));
    }
    assertThat(read)
        .containsExactlyElementsOf(
            due.reversed().stream().map(one -> one.delivery().subject()).toList());
  }

  @Test
  default void pagesFromTheOldestReachWhatCameMeanwhileAndEndThere() {
    webhook("any");
    for (int i = 0; i < 5; i++) {
      recorded("number " + i);
    }
    List<String> read = new ArrayList<>();
    Page page = store().log().page(DeliveryFilter.ALL, Cursor.OLDEST, 2);
    read.addAll(subjects(page));
    while (page.more()) {
      if (read.size() < 6) {
        recorded("new " + read.size());
      }
      page = store().log().page(DeliveryFilter.ALL, page.end(), 2);
      read.addAll(subjects(page));
    }
    assertThat(read)
        .containsExactly(
            "number 0", "number 1", "number 2", "number 3", "number 4", "new 2", "new 4");
    assertThat(store().log().page(DeliveryFilter.ALL, page.end(), 2).entries()).isEmpty();
    recorded("last");
    assertThat(subjects(store().log().page(DeliveryFilter.ALL, page.end(), 2)))
        .containsExactly("last");
  }

  @Test
  default void whoFollowsTheEndsSeesEachOneOnceThoughManyEndAtOneTime() {
    webhook("any");
    List<DueDelivery> due = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      due.add(recorded("number " + i));
    }
    List<String> seen = new ArrayList<>();
    Instant at = clock().instant();
    long sequence = -1;
    for (int i = 0; i < 12; i += 4) {
      clock().advance(Duration.ofSeconds(1));
      settlements()
          .settle(
              List.of(
                  delivered(due.get(i + 2).delivery()),
                  exhausted(due.get(i).delivery()),
                  delivered(due.get(i + 1).delivery())));
      deliveryActions().cancel(due.get(i + 3).delivery().id(), clock().instant());
      List<Entry> page = store().log().ended(at, sequence, 3);
      while (!page.isEmpty()) {
        page.forEach(entry -> seen.add(entry.delivery().subject()));
        sequence = page.getLast().delivery().sequence();
        at = clock().instant();
        page = store().log().ended(at, sequence, 3);
      }
      succeed();
    }
    assertThat(seen)
        .containsExactlyElementsOf(due.stream().map(one -> one.delivery().subject()).toList());
  }

  @Test
  default void whatWasRecordedLastBeforeAQuietTimeIsOfTheTimeThatEndsInIt() {
    Webhook webhook = webhook("any");
    webhook("other");
    Instant start = clock().instant();
    List<DueDelivery> due = store().record(event("before")).due();
    clock().advance(Duration.ofMinutes(10));
    store().record(event("after"));
    settle(delivered(due.get(0).delivery()));
    Span until = new Span(start, start.plus(Duration.ofMinutes(5)));
    for (Set<Webhook.Id> webhooks : List.of(Set.<Webhook.Id>of(), Set.of(webhook.id()))) {
      DeliveryFilter filter =
          new DeliveryFilter(Set.of(), webhooks, About.ANYTHING, Ending.ANY, until, "");
      int expected = webhooks.isEmpty() ? 2 : 1;
      assertThat(store().log().page(filter, Cursor.NEWEST, 10).entries()).hasSize(expected);
      assertThat(store().log().page(filter, Cursor.OLDEST, 10).entries()).hasSize(expected);
      assertThat(store().log().count(filter, 10)).isEqualTo(new Count(expected, false));
    }
  }

  @Test
  default void countsOfAdjoiningTimesAddUpToTheWhole() {
    Webhook webhook = webhook("any");
    webhook("other");
    Instant start = clock().instant();
    List<DueDelivery> due = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      due.addAll(store().record(event("number " + i)).due());
      clock().advance(Duration.ofMinutes(i % 5));
    }
    for (int i = 0; i < due.size(); i++) {
      Delivery delivery = due.get(i).delivery();
      settle(i % 3 == 0 ? exhausted(delivery) : delivered(delivery));
      if (i % 20 == 0) {
        sumsAreExact(webhook, start);
      }
    }
    succeed();
    sumsAreExact(webhook, start);
    tidy();
    sumsAreExact(webhook, start);
    clock().advance(Duration.ofMinutes(1));
    Instant before = clock().instant().minusSeconds(1);
    assertThat(retention().purge(before, 31).deliveries()).isEqualTo(31);
    sumsAreExact(webhook, start);
  }

  /** Of each state and of each quarter of an hour. */
  private void sumsAreExact(Webhook webhook, Instant start) {
    List<Entry> all =
        store().log().page(DeliveryFilter.ALL.to(webhook.id()), Cursor.OLDEST, 1_000).entries();
    long sum = 0;
    for (String state : List.of("pending", "delivered", "exhausted", "cancelled", "missed")) {
      for (Instant from = start;
          from.isBefore(clock().instant().plusSeconds(1));
          from = from.plus(Duration.ofMinutes(15))) {
        Span quarter = new Span(from, from.plus(Duration.ofMinutes(15)));
        DeliveryFilter filter =
            new DeliveryFilter(
                Set.of(state), Set.of(webhook.id()), About.ANYTHING, Ending.ANY, quarter, "");
        Count count = store().log().count(filter, 1_000);
        assertThat(count).isEqualTo(new Count(all.stream().filter(filter::matches).count(), false));
        sum += count.count();
      }
    }
    assertThat(sum).isEqualTo(all.size());
    assertThat(store().log().count(DeliveryFilter.ALL.to(webhook.id()), 1_000))
        .isEqualTo(new Count(all.size(), false));
  }

  private static List<String> subjects(Page page) {
    return page.entries().stream().map(entry -> entry.delivery().subject()).toList();
  }
}
