package dev.carillon.hooks.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog.Count;
import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.hooks.delivery.DeliveryLog.Detail;
import dev.carillon.hooks.delivery.DeliveryLog.Entry;
import dev.carillon.hooks.delivery.DeliveryLog.Page;
import dev.carillon.hooks.delivery.DueDeliveries.Place;
import dev.carillon.hooks.event.Journal;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/**
 * Whatever happens, in whatever order, every reader of a store sees the same as in a {@link
 * StoreModel}: after each step of a random history all that can be read is compared. A failure
 * names the history's number and its last steps; the same number always makes the same history.
 */
public interface HistoryContract extends SuccessionFixture {

  /** So many things happen in each history. */
  int STEPS = 100;

  /** What is read of one webhook at once. */
  int EVERYTHING = 10_000;

  @RepeatedTest(4)
  default void whateverHappensEveryReaderSeesWhatHappened(RepetitionInfo repetition) {
    ModelledHistory history = new ModelledHistory(this, repetition.getCurrentRepetition());
    List<String> steps = new ArrayList<>();
    for (int i = 0; i < STEPS; i++) {
      try {
        steps.add(history.step());
        backlogsAreThoseOf(history);
        if (i % 4 == 0) {
          theLogIsThatOf(history);
          oneIsFoundWhole(history);
        }
      } catch (AssertionError | RuntimeException failure) {
        throw new AssertionError(
            "history %d, step %d, after %s"
                .formatted(
                    repetition.getCurrentRepetition(),
                    i,
                    steps.subList(Math.max(0, steps.size() - 8), steps.size())),
            failure);
      }
    }
    assertThat(history.model.all()).as("something is left to look at").isNotEmpty();
  }

  private void backlogsAreThoseOf(ModelledHistory history) {
    StoreModel model = history.model;
    Map<Webhook.Id, Instant> earliest = new HashMap<>();
    Set<Webhook.Id> redelivering = new HashSet<>();
    for (Webhook webhook : model.webhooks.values()) {
      if (!model.removed(webhook.id())) {
        model.due(webhook.id(), Instant.MAX).stream()
            .findFirst()
            .ifPresent(first -> earliest.put(webhook.id(), first.dueAt()));
        if (!model.of(webhook.id(), ModelledDelivery::redelivering).isEmpty()) {
          redelivering.add(webhook.id());
        }
        assertThat(due().redeliveries(webhook.id(), EVERYTHING))
            .containsExactlyInAnyOrderElementsOf(
                model.of(webhook.id(), ModelledDelivery::redelivering).stream()
                    .map(ModelledDelivery::due)
                    .toList());
      }
    }
    assertThat(due().earliestDue()).isEqualTo(earliest);
    assertThat(due().redelivering()).isEqualTo(redelivering);
    Webhook one = history.anyWebhook();
    Instant now = history.now();
    assertThat(allDue(one)).isEqualTo(model.due(one.id(), Instant.MAX));
    assertThat(due().due(one.id(), now, Place.START, 4))
        .isEqualTo(model.due(one.id(), now).stream().limit(4).toList());
    assertThat(due().dueCount(one.id(), now, EVERYTHING))
        .isEqualTo(model.due(one.id(), now).size());
    assertThat(due().inSequence(one.id(), -1, EVERYTHING)).isEqualTo(history.inSequence(one));
    assertThat(deliveryActions().missed(one.id()))
        .isEqualTo(model.of(one.id(), ModelledDelivery::missed).size());
    assertThat(store().log().standings(3)).isEqualTo(model.standings(3));
  }

  private void theLogIsThatOf(ModelledHistory history) {
    StoreModel model = history.model;
    List<Entry> all = model.entries(DeliveryFilter.ALL);
    assertThat(pages(DeliveryFilter.ALL, Cursor.OLDEST, 40)).isEqualTo(all);
    DeliveryFilter filter = history.filter();
    List<Entry> found = model.entries(filter);
    assertThat(pages(filter, Cursor.NEWEST, 7)).as("%s", filter).isEqualTo(found.reversed());
    assertThat(store().log().count(filter, EVERYTHING))
        .as("%s", filter)
        .isEqualTo(new Count(found.size(), false));
    for (String state : List.of("pending", "delivered", "exhausted", "cancelled", "missed")) {
      DeliveryFilter one = DeliveryFilter.ALL.in(state).to(history.anyWebhook().id());
      assertThat(store().log().count(one, EVERYTHING))
          .as("%s", one)
          .isEqualTo(new Count(model.entries(one).size(), false));
    }
    assertThat(store().log().ended(Instant.EPOCH, -1, EVERYTHING)).isEqualTo(model.ended());
  }

  private List<Entry> pages(DeliveryFilter filter, Cursor from, int limit) {
    List<Entry> all = new ArrayList<>();
    Page page = store().log().page(filter, from, limit);
    all.addAll(page.entries());
    while (page.more()) {
      page = store().log().page(filter, page.end(), limit);
      all.addAll(page.entries());
    }
    return all;
  }

  private void oneIsFoundWhole(ModelledHistory history) {
    history
        .one(history.model.all())
        .ifPresent(
            one -> {
              assertThat(deliveryActions().find(one.now.id())).contains(one.now);
              assertThat(attempts().of(one.now.id())).isEqualTo(one.attempts);
              Detail detail = store().log().find(one.now.id()).orElseThrow();
              assertThat(detail.entry()).isEqualTo(history.model.entry(one));
              assertThat(detail.payload()).isEqualTo(one.payload);
              assertThat(store().log().at(List.of(one.now.sequence())))
                  .containsExactly(detail.entry());
              Journal.Recorded event = store().journal().find(one.event.id()).orElseThrow();
              assertThat(event.snapshot()).isEqualTo(one.event.snapshot().bytes());
              assertThat(event.time()).isEqualTo(one.event.time());
            });
  }
}
