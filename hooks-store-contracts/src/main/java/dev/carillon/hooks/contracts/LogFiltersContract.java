package dev.carillon.hooks.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryFilter.About;
import dev.carillon.hooks.delivery.DeliveryFilter.Codes;
import dev.carillon.hooks.delivery.DeliveryFilter.Ending;
import dev.carillon.hooks.delivery.DeliveryFilter.Span;
import dev.carillon.hooks.delivery.DeliveryLog.Count;
import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.hooks.delivery.DeliveryLog.Entry;
import dev.carillon.hooks.delivery.DeliveryLog.Page;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Each filter alone, and each two of them together, find and count exactly what fits: in a log of
 * old and new deliveries of every state, put in order or not, before and after a restart, and after
 * a purge of half.
 */
public interface LogFiltersContract extends SuccessionFixture {

  @Test
  default void eachFilterAndEachTwoOfThemFindAndCountExactlyWhatFits() {
    Webhook one = webhook("one");
    Webhook two =
        Webhook.of(
            "two",
            "https://example.org/two",
            Webhook.Subscription.to(CREATED, REMOVED),
            clock().instant());
    webhooks().add(two);
    Instant start = clock().instant();
    Set<Delivery.Id> telling = new HashSet<>();
    fill(one, telling, 3);
    Instant middle = clock().instant();
    fill(one, telling, 2);
    Map<String, DeliveryFilter> filters = filters(one, two, start, middle);

    check(filters, telling, false);
    tidy();
    fill(one, telling, 1);
    succeed();
    check(filters, telling, true);
    tidy();
    clock().advance(Duration.ofSeconds(1));
    assertThat(retention().purge(middle, 1_000).deliveries()).isGreaterThan(5);
    check(filters, telling, false);
    fill(one, telling, 1);
    check(filters, telling, true);
  }

  @Test
  default void aStatusIsThatOfTheLastAttemptThoughAFirstAttemptWentWell() {
    webhook("any");
    DueDelivery due = recorded("one");
    settle(delivered(due.delivery()));
    deliveryActions().redeliver(due.delivery().id());
    DeliveryFilter well = ended(new Ending(List.of(new Codes(204, 204)), Set.of()));
    DeliveryFilter none = ended(new Ending(List.of(), Set.of(ErrorClass.RESET)));
    assertThat(store().log().count(well, 10)).isEqualTo(new Count(1, false));
    assertThat(store().log().count(none, 10)).isEqualTo(new Count(0, false));
    Settlement redelivered = redelivered(found(due), 500);
    Attempt made = redelivered.attempt();
    Attempt reset =
        new Attempt(
            made.number(),
            made.at(),
            made.duration(),
            new Outcome.NoResponse(ErrorClass.RESET, "gone"),
            made.timings(),
            made.target(),
            true,
            false);
    settle(TestSettlements.settled(redelivered.before(), reset, redelivered.next()));

    assertThat(store().log().count(well, 10)).isEqualTo(new Count(0, false));
    assertThat(store().log().page(well, Cursor.NEWEST, 10).entries()).isEmpty();
    assertThat(store().log().count(none, 10)).isEqualTo(new Count(1, false));
  }

  /** Several rounds with a delivery of each kind. */
  private void fill(Webhook one, Set<Delivery.Id> telling, int rounds) {
    for (int i = 0; i < rounds; i++) {
      List<DueDelivery> due = new ArrayList<>();
      for (int j = 0; j < 4; j++) {
        due.addAll(store().record(event("subject " + j % 3)).due());
        due.addAll(
            store()
                .record(
                    Event.of(REMOVED, "subject " + j % 3, clock().instant(), new TextSnapshot("")))
                .due());
        clock().advance(Duration.ofMinutes(10));
      }
      end(due, telling);
      disable(one);
      store().record(event("subject " + i % 3));
      enable(one);
      clock().advance(Duration.ofHours(1));
    }
  }

  private void end(List<DueDelivery> due, Set<Delivery.Id> telling) {
    List<Settlement> batch = new ArrayList<>();
    for (int i = 0; i < due.size(); i++) {
      Delivery delivery = due.get(i).delivery();
      switch (i % 8) {
        case 0, 1, 2 -> batch.add(delivered(delivery));
        case 3 -> batch.add(retried(delivery, Duration.ofHours(99)));
        case 4 -> {
          batch.add(exhausted(delivery));
          telling.add(delivery.id());
          batch.set(batch.size() - 1, telling(batch.getLast()));
        }
        case 5 -> deliveryActions().cancel(delivery.id(), clock().instant());
        case 6 -> {
          Settlement first = retried(delivery, Duration.ZERO);
          batch.add(first);
          batch.add(delivered(delivery.attempted(first.next())));
        }
        default -> {}
      }
    }
    settlements().settle(batch);
    Delivery redelivered = due.getFirst().delivery();
    deliveryActions().redeliver(redelivered.id());
    settle(redelivered(found(due.getFirst()), 502));
  }

  private Settlement telling(Settlement settlement) {
    Attempt made = settlement.attempt();
    ReceiverResponse told = new ReceiverResponse(404, List.of(), "nobody Knows this", 17, false);
    return TestSettlements.ended(
        settlement.before(),
        new Attempt(made.number(), made.at(), made.duration(), new Outcome.Rejected(told)));
  }

  private static Map<String, DeliveryFilter> filters(
      Webhook one, Webhook two, Instant start, Instant middle) {
    Map<String, DeliveryFilter> all = new LinkedHashMap<>();
    for (String state : List.of("pending", "delivered", "exhausted", "cancelled", "missed")) {
      all.put("state " + state, DeliveryFilter.ALL.in(state));
    }
    all.put("webhook one", DeliveryFilter.ALL.to(one.id()));
    all.put("webhook two", DeliveryFilter.ALL.to(two.id()));
    all.put("type", with(new About(List.of("*_remove"), "", ""), Ending.ANY, Span.ALWAYS, ""));
    all.put("asset", with(new About(List.of(), "subject 1", ""), Ending.ANY, Span.ALWAYS, ""));
    all.put("code", ended(new Ending(List.of(new Codes(200, 204)), Set.of())));
    all.put("error", ended(new Ending(List.of(), Set.of(ErrorClass.HTTP_5XX))));
    all.put("early", with(About.ANYTHING, Ending.ANY, new Span(start, middle), ""));
    all.put(
        "late",
        with(
            About.ANYTHING,
            Ending.ANY,
            new Span(middle, Instant.parse("9999-01-01T00:00:00Z")),
            ""));
    all.put("text", with(About.ANYTHING, Ending.ANY, Span.ALWAYS, "knows THIS"));
    return all;
  }

  private static DeliveryFilter with(About about, Ending last, Span created, String text) {
    return new DeliveryFilter(Set.of(), Set.of(), about, last, created, text);
  }

  private static DeliveryFilter ended(Ending last) {
    return with(About.ANYTHING, last, Span.ALWAYS, "");
  }

  private static DeliveryFilter both(DeliveryFilter a, DeliveryFilter b) {
    return new DeliveryFilter(
        a.states().isEmpty() ? b.states() : a.states(),
        a.webhooks().isEmpty() ? b.webhooks() : a.webhooks(),
        a.about().equals(About.ANYTHING) ? b.about() : a.about(),
        a.last().equals(Ending.ANY) ? b.last() : a.last(),
        a.created().equals(Span.ALWAYS) ? b.created() : a.created(),
        a.text().isEmpty() ? b.text() : a.text());
  }

  private void check(Map<String, DeliveryFilter> filters, Set<Delivery.Id> telling, boolean pairs) {
    List<Entry> all = store().log().page(DeliveryFilter.ALL, Cursor.NEWEST, 1_000).entries();
    filters.forEach(
        (name, filter) -> {
          check(name, filter, all, telling);
          if (pairs) {
            filters.forEach(
                (other, second) -> {
                  if (name.compareTo(other) < 0) {
                    check(name + " and " + other, both(filter, second), all, telling);
                  }
                });
          }
        });
  }

  private void check(
      String name, DeliveryFilter filter, List<Entry> all, Set<Delivery.Id> telling) {
    List<Entry> expected =
        all.stream()
            .filter(filter::matches)
            .filter(entry -> filter.text().isEmpty() || telling.contains(entry.delivery().id()))
            .toList();
    List<Entry> found = new ArrayList<>();
    Page page = store().log().page(filter, Cursor.NEWEST, 11);
    found.addAll(page.entries());
    while (page.more()) {
      page = store().log().page(filter, page.end(), 11);
      found.addAll(page.entries());
    }
    assertThat(found).as(name).isEqualTo(expected);
    assertThat(store().log().count(filter, 1_000))
        .as(name)
        .isEqualTo(new Count(expected.size(), false));
    if (!expected.isEmpty()) {
      assertThat(store().log().count(filter, expected.size()).count())
          .as(name)
          .isEqualTo(expected.size());
    }
  }
}
