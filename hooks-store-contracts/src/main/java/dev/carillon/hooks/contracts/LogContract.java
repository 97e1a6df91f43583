package dev.carillon.hooks.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.AttemptTarget;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryFilter.About;
import dev.carillon.hooks.delivery.DeliveryFilter.Codes;
import dev.carillon.hooks.delivery.DeliveryFilter.Ending;
import dev.carillon.hooks.delivery.DeliveryFilter.Span;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.hooks.delivery.DeliveryLog.Entry;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.delivery.Timings;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The log finds exactly what fits, page by page, in both directions. */
public interface LogContract extends StoreFixture {

  /** The store's log. */
  default DeliveryLog log() {
    return store().log();
  }

  @Test
  default void everyFilterFindsWhatItSaysAndNothingElse() {
    Webhook one = webhook("one");
    Webhook two = webhook("two");
    Instant start = clock().instant();
    List<DueDelivery> due = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      due.addAll(store().record(event("subject " + i % 3)).due());
      clock().advance(Duration.ofMinutes(10));
    }
    end(due);
    webhooks().remove(two.id());

    for (DeliveryFilter filter : filters(one, two, start, due)) {
      List<Entry> expected =
          all(DeliveryFilter.ALL, Cursor.NEWEST, 100).stream().filter(filter::matches).toList();
      assertThat(all(filter, Cursor.NEWEST, 3)).as("%s", filter).isEqualTo(expected);
      assertThat(all(filter, Cursor.OLDEST, 2)).isEqualTo(expected.reversed());
      assertThat(log().count(filter, 100)).isEqualTo(new DeliveryLog.Count(expected.size(), false));
    }
    assertThat(all(DeliveryFilter.ALL, Cursor.NEWEST, 7)).hasSize(24);
    assertThat(log().count(DeliveryFilter.ALL, 10)).isEqualTo(new DeliveryLog.Count(10, true));
  }

  /** Each kind of filter with something that fits and something that does not. */
  private static List<DeliveryFilter> filters(
      Webhook one, Webhook two, Instant start, List<DueDelivery> due) {
    Span hour = new Span(start.plusSeconds(1800), start.plusSeconds(5400));
    Span later = new Span(hour.from().plusNanos(1), hour.to()); // than what is stored can say
    Event.Id event = due.get(4).delivery().event();
    return List.of(
        DeliveryFilter.ALL.in("pending"),
        DeliveryFilter.ALL.in("delivered"),
        DeliveryFilter.ALL.in("exhausted"),
        DeliveryFilter.ALL.in("exhausted", "cancelled", "pending"),
        DeliveryFilter.ALL.in("missed"),
        DeliveryFilter.ALL.to(one.id()),
        DeliveryFilter.ALL.to(two.id()).in("cancelled", "delivered"),
        DeliveryFilter.ALL.to(one.id(), two.id()),
        DeliveryFilter.ALL.to(Webhook.Id.random()),
        about(new About(List.of("asset_create"), "", "")),
        about(new About(List.of("asset_*"), "", "")),
        about(new About(List.of("asset", "*_remove"), "", "")),
        about(new About(List.of("assetxcreate*"), "", "")),
        about(new About(List.of(), "subject 1", "")),
        about(new About(List.of(), "subject", "")),
        about(new About(List.of(), "", event.value())),
        about(new About(List.of(), "", "none")),
        last(new Ending(List.of(new Codes(204, 204)), Set.of())),
        last(new Ending(List.of(new Codes(500, 599)), Set.of())),
        last(new Ending(List.of(new Codes(404, 404), new Codes(200, 299)), Set.of())),
        last(new Ending(List.of(), Set.of(ErrorClass.HTTP_4XX))),
        last(new Ending(List.of(), Set.of(ErrorClass.CONNECT_REFUSED, ErrorClass.HTTP_5XX))),
        last(new Ending(List.of(), Set.of(ErrorClass.TLS_HOST))),
        new DeliveryFilter(Set.of(), Set.of(), About.ANYTHING, Ending.ANY, hour, ""),
        new DeliveryFilter(Set.of(), Set.of(), About.ANYTHING, Ending.ANY, later, ""),
        new DeliveryFilter(
            Set.of("pending", "exhausted"),
            Set.of(one.id()),
            new About(List.of("asset_*"), "subject 2", ""),
            Ending.ANY,
            hour,
            ""));
  }

  private static DeliveryFilter about(About about) {
    return new DeliveryFilter(Set.of(), Set.of(), about, Ending.ANY, Span.ALWAYS, "");
  }

  private static DeliveryFilter last(Ending last) {
    return new DeliveryFilter(Set.of(), Set.of(), About.ANYTHING, last, Span.ALWAYS, "");
  }

  private void end(List<DueDelivery> due) {
    List<Settlement> settlements = new ArrayList<>();
    for (int i = 0; i < due.size(); i++) {
      Delivery delivery = due.get(i).delivery();
      switch (i % 5) {
        case 0 -> settlements.add(delivered(delivery));
        case 1 -> settlements.add(retried(delivery, Duration.ofHours(9)));
        case 2 -> settlements.add(exhausted(delivery));
        case 3 -> settlements.add(unreachable(delivery));
        default -> {}
      }
    }
    settlements().settle(settlements);
  }

  private Settlement unreachable(Delivery delivery) {
    AttemptTarget target =
        new AttemptTarget(
            "https://example.org/x",
            new AttemptTarget.Peer(
                "[2001:db8::1]:443", "TLSv1.3", Instant.parse("2030-01-02T03:04:05Z")));
    Attempt attempt =
        new Attempt(
            1,
            clock().instant(),
            Duration.ofMillis(7),
            new Outcome.NoResponse(ErrorClass.CONNECT_REFUSED, NASTY),
            Timings.NONE,
            target,
            false,
            false);
    return new Settlement(
        delivery,
        attempt,
        new DeliveryState.Pending(clock().instant().plusSeconds(99)),
        WebhookHealth.NONE.afterFailure(attempt.at(), "refused", false),
        Optional.empty());
  }

  private List<Entry> all(DeliveryFilter filter, Cursor from, int limit) {
    List<Entry> all = new ArrayList<>();
    Cursor at = from;
    for (int pages = 0; pages < 1000; pages++) {
      DeliveryLog.Page page = log().page(filter, at, limit);
      assertThat(page.entries()).hasSizeLessThanOrEqualTo(limit);
      all.addAll(page.entries());
      if (!page.more()) {
        return all;
      }
      at = Cursor.parse(page.end().text());
    }
    throw new AssertionError("the pages do not end");
  }

  @Test
  default void anEntryShowsTheWebhookTheEventAndTheLastAttempt() {
    Webhook webhook = webhook("any");
    DueDelivery due = recorded("one");
    settle(unreachable(due.delivery()));

    Entry entry = log().page(DeliveryFilter.ALL, Cursor.NEWEST, 1).entries().getFirst();

    assertThat(entry.delivery()).isEqualTo(found(due));
    assertThat(entry.to()).isEqualTo(new DeliveryLog.Addressee("any", false));
    assertThat(entry.last())
        .isEqualTo(new DeliveryLog.Last(0, "connect_refused", Duration.ofMillis(7)));
    assertThat(entry.eventTime()).isEqualTo(due.delivery().createdAt());
    assertThat(log().at(List.of(due.delivery().sequence(), 987_654L))).containsExactly(entry);
    DeliveryLog.Detail detail = log().find(due.delivery().id()).orElseThrow();
    assertThat(detail.entry()).isEqualTo(entry);
    assertThat(detail.payload()).isEqualTo(due.payload());
    assertThat(detail.url()).isEqualTo(webhook.url());
    assertThat(detail.secretSince()).isEqualTo(webhook.createdAt());
    assertThat(log().find(Delivery.Id.random())).isEmpty();
    assertThat(attempts().of(due.delivery().id()).getFirst().target())
        .isEqualTo(unreachable(due.delivery()).attempt().target());
  }

  @Test
  default void aTextIsFoundInPayloadsAndAnswersInEitherCase() {
    webhook("any");
    DueDelivery payload = recorded("ä' %_needle");
    DueDelivery answer = recorded("other");
    ReceiverResponse told =
        new ReceiverResponse(404, List.of(), "<b>ä' %_needle\u0000</b>", 9, false);
    settle(TestSettlements.ended(answer.delivery(), answered(1, told)));
    recorded("ä' %Xneedle");

    assertThat(all(text("ä' %_needle"), Cursor.NEWEST, 5))
        .extracting(entry -> entry.delivery().id())
        .containsExactly(answer.delivery().id(), payload.delivery().id());
    for (String same : List.of("Ä' %_NEEDLE", "<B>Ä' %_needle", "%_NeedlE")) {
      assertThat(all(text(same), Cursor.NEWEST, 5))
          .as(same)
          .extracting(entry -> entry.delivery().id())
          .contains(answer.delivery().id());
    }
    assertThat(all(text("Ä' %XNEEDLE"), Cursor.NEWEST, 5)).hasSize(1);
    for (String none : List.of("a' %_needle", "Ö' %_needle", "304", "\\303", "needle.")) {
      assertThat(all(text(none), Cursor.NEWEST, 5)).as(none).isEmpty();
    }
  }

  private static DeliveryFilter text(String text) {
    return new DeliveryFilter(Set.of(), Set.of(), About.ANYTHING, Ending.ANY, Span.ALWAYS, text);
  }

  @Test
  default void theLogKnowsSinceWhenAToken() {
    Webhook webhook = webhook("any");
    DueDelivery due = recorded("one");
    clock().advance(Duration.ofHours(1));
    webhooks().change(webhook.id(), before -> before.in(before.state()));
    assertThat(log().find(due.delivery().id()).orElseThrow().secretSince())
        .isEqualTo(webhook.createdAt());

    Instant now = clock().instant();
    webhooks().change(webhook.id(), before -> before.with(before.secret().rotated(now, now)));

    assertThat(log().find(due.delivery().id()).orElseThrow().secretSince()).isEqualTo(now);
  }

  @Test
  default void whatEndedComesInTheOrderOfItsEnd() {
    webhook("any");
    DueDelivery late = recorded("late");
    DueDelivery early = recorded("early");
    recorded("pending");
    Instant start = clock().instant();
    clock().advance(Duration.ofSeconds(1));
    settle(delivered(early.delivery()));
    clock().advance(Duration.ofSeconds(1));
    settle(exhausted(late.delivery()));

    List<Entry> ended = log().ended(start, -1, 10);

    assertThat(ended)
        .extracting(entry -> entry.delivery().id())
        .containsExactly(early.delivery().id(), late.delivery().id());
    assertThat(log().ended(start.plusSeconds(1), early.delivery().sequence(), 10))
        .containsExactly(ended.getLast());
    assertThat(log().ended(start, -1, 1)).containsExactly(ended.getFirst());
  }

  @Test
  default void theLogKnowsHowWebhooksStand() {
    Webhook webhook = webhook("any");
    Webhook idle = Webhook.of("idle", "https://e", Webhook.Subscription.to(), clock().instant());
    webhooks().add(idle);
    settle(delivered(recorded("one").delivery()));
    Instant at = clock().instant();
    clock().advance(Duration.ofSeconds(1));
    settle(disabling(retried(recorded("two").delivery(), at(9)), "off"));
    store().record(event("missed"));
    store().record(event("missed too"));

    assertThat(log().standings(1))
        .containsOnly(
            Map.entry(
                webhook.id(),
                new DeliveryLog.Standing(
                    WebhookHealth.Status.DEGRADED,
                    new DeliveryLog.Count(1, false),
                    new DeliveryLog.Count(1, true),
                    at)),
            Map.entry(idle.id(), DeliveryLog.Standing.NONE));
  }

  private static Duration at(int seconds) {
    return Duration.ofSeconds(seconds);
  }
}
