package dev.carillon.hooks.jdbc.postgresql;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.TestSettlements;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.hooks.delivery.DeliveryLog.Page;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.jdbc.StoreConsistency;
import dev.carillon.hooks.jdbc.postgresql.NodesFixture.TestNode;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import dev.carillon.hooks.webhook.WebhookState;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a node reads, keeps and counts where others have something open. */
@Timeout(120)
class OpenElsewhereTest extends NorthAndSouth {

  private static final int MANY = 30;

  @Test
  void pagesHaveWhatAnyNodeHasOpen() {
    List<String> subjects = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      (i % 3 == 0 ? south : north).record("s" + i);
      subjects.add("s" + i);
    }
    for (TestNode node : List.of(north, south)) {
      for (DeliveryFilter filter :
          List.of(
              DeliveryFilter.ALL.to(webhook.id()),
              DeliveryFilter.ALL.in("pending"),
              DeliveryFilter.ALL)) {
        assertThat(all(node, filter, Cursor.OLDEST)).isEqualTo(subjects);
        assertThat(all(node, filter, Cursor.NEWEST)).isEqualTo(subjects.reversed());
      }
    }
  }

  /** Whoever goes on from the end of a page misses nothing. */
  @Test
  void aSmallerNumberThatIsCommittedLaterIsNotPassed() throws SQLException {
    north.record("first");
    assertThat(all(north, DeliveryFilter.ALL, Cursor.OLDEST)).containsExactly("first");
    try (Connection late = south.own()) {
      south.record(late, "late");
      north.record("next");
      for (DeliveryFilter filter :
          List.of(DeliveryFilter.ALL, DeliveryFilter.ALL.to(webhook.id()))) {
        assertThat(all(north, filter, Cursor.NEWEST)).containsExactly("next", "first");
        Page page = north.store().log().page(filter, Cursor.OLDEST, 10);
        List<String> seen = new ArrayList<>();
        subjects(page, seen);
        assertThat(seen).containsExactly("first");
      }
      Page page = north.store().log().page(DeliveryFilter.ALL, Cursor.OLDEST, 10);
      late.commit();
      List<String> rest = new ArrayList<>();
      subjects(north.store().log().page(DeliveryFilter.ALL, page.end(), 10), rest);
      assertThat(rest).containsExactly("late", "next");
    }
  }

  private static List<String> all(TestNode node, DeliveryFilter filter, Cursor from) {
    List<String> subjects = new ArrayList<>();
    Page page = node.store().log().page(filter, from, 4);
    subjects(page, subjects);
    while (page.more()) {
      page = node.store().log().page(filter, page.end(), 4);
      subjects(page, subjects);
    }
    return subjects;
  }

  private static void subjects(Page page, List<String> into) {
    page.entries().forEach(entry -> into.add(entry.delivery().subject()));
  }

  @Test
  void countsAndSummariesHaveWhatAnyNodeHasOpen() {
    DueDelivery first = north.record("a").due().getFirst();
    south.record("b");
    south.record("c");
    for (TestNode node : List.of(north, south)) {
      assertThat(pending(node)).isEqualTo(3);
      assertThat(
              requireNonNull(node.store().log().standings(100).get(webhook.id())).pending().count())
          .isEqualTo(3);
    }
    north.settle(first);
    south.store().deliveryActions().cancel(first.delivery().id(), nodes.clock.instant());
    for (TestNode node : List.of(north, south)) {
      assertThat(pending(node)).isEqualTo(2);
      assertThat(
              requireNonNull(node.store().log().standings(100).get(webhook.id())).pending().count())
          .isEqualTo(2);
    }
  }

  /** A node that records nothing does not keep the others' log from being purged. */
  @Test
  void anIdleNodeDoesNotHoldThePurge() {
    for (int i = 0; i < MANY; i++) {
      north.settle(north.record("s" + i).due().getFirst());
    }
    DueDelivery open = south.record("open").due().getFirst();
    for (int i = 0; i < MANY; i++) {
      north.settle(north.record("t" + i).due().getFirst());
    }
    nodes.clock.advance(Duration.ofMinutes(2));
    for (TestNode node : List.of(north, south, north, south)) {
      node.store().retention().tidy();
      while (node.store().retention().purge(nodes.clock.instant(), 1_000).more()) {
        nodes.clock.advance(Duration.ofMillis(1));
      }
    }
    assertThat(all(north, DeliveryFilter.ALL, Cursor.OLDEST)).containsExactly("open");
    south.settle(open);
    assertThat(all(north, DeliveryFilter.ALL.in("delivered"), Cursor.OLDEST))
        .containsExactly("open");
    check();
  }

  /** What two nodes have settled by turns: ranges of blocks do not overlap. */
  @Test
  void twoNodesThatTidyKeepEverythingFound() {
    List<String> subjects = new ArrayList<>();
    for (int round = 0; round < 3; round++) {
      List<DueDelivery> ofNorth = new ArrayList<>();
      List<DueDelivery> ofSouth = new ArrayList<>();
      for (int i = 0; i < MANY; i++) {
        ofNorth.addAll(north.record("n" + round + i).due());
        ofSouth.addAll(south.record("s" + round + i).due());
        subjects.addAll(List.of("n" + round + i, "s" + round + i));
      }
      ofNorth.forEach(north::settle);
      nodes.clock.advance(Duration.ofMinutes(10));
      tidyAll();
      ofSouth.forEach(south::settle);
      nodes.clock.advance(Duration.ofMinutes(10));
      tidyAll();
    }
    assertThat(north.number("select count(*) from results")).isZero();
    assertThat(all(south, DeliveryFilter.ALL.in("delivered"), Cursor.OLDEST)).isEqualTo(subjects);
    check();
  }

  private void tidyAll() {
    for (TestNode node : List.of(south, north)) {
      while (node.store().retention().tidy()) {
        nodes.clock.advance(Duration.ofMillis(1));
      }
    }
  }

  @Test
  void severalNodesDisableAtTheNumberAtWhichOneDoes() {
    for (int i = 0; i < 49; i++) {
      TestNode node = i % 2 == 0 ? north : south;
      assertThat(fail(node)).isEmpty();
      assertThat(enabled(north)).as("after %d failures", i + 1).isTrue();
    }
    DueDelivery late = north.record("late").due().getFirst();
    Map<Webhook.Id, WebhookState.Disabled> disabled = fail(south);
    assertThat(enabled(north)).isFalse();
    assertThat(enabled(south)).isFalse();
    assertThat(north.store().webhooks().find(webhook.id()).orElseThrow().state())
        .isInstanceOfSatisfying(
            WebhookState.Disabled.class,
            off -> {
              assertThat(off.reason()).isEqualTo(WebhookState.Reason.FAILURES);
              assertThat(off.detail()).startsWith("50 failed attempts within 10 s");
              assertThat(disabled).containsExactly(Map.entry(webhook.id(), off));
            });
    assertThat(fail(north, late)).as("it is disabled only once").isEmpty();
  }

  @Test
  void failuresOfAnotherTimeAreNotCounted() {
    for (int i = 0; i < 49; i++) {
      fail(i % 2 == 0 ? north : south);
    }
    nodes.clock.advance(Duration.ofSeconds(11));
    fail(north);
    assertThat(enabled(north)).isTrue();
    north
        .store()
        .webhooks()
        .change(
            webhook.id(),
            it ->
                it.in(
                    new WebhookState.Disabled(
                        nodes.clock.instant(), WebhookState.Reason.MANUAL, "")));
    south.store().webhooks().change(webhook.id(), it -> it.in(new WebhookState.Enabled()));
    for (int i = 0; i < 49; i++) {
      fail(i % 2 == 0 ? north : south);
    }
    assertThat(enabled(north)).as("it began anew when it was switched on").isTrue();
  }

  @Test
  void theLastAttemptsOfAllNodesMakeTheHealth() {
    for (int i = 0; i < 8; i++) {
      north.settle(north.record("n").due().getFirst());
      fail(south);
    }
    WebhookHealth health = north.store().webhooks().health(webhook.id());
    assertThat(health.recent().attempts()).isEqualTo(16);
    assertThat(health.recent().failures()).isEqualTo(8);
    assertThat(health.status()).isEqualTo(WebhookHealth.Status.DEGRADED);
    assertThat(health.failuresInRow()).isEqualTo(1);
  }

  private boolean enabled(TestNode node) {
    return node.store().webhooks().find(webhook.id()).orElseThrow().enabled();
  }

  private Map<Webhook.Id, WebhookState.Disabled> fail(TestNode node) {
    return fail(node, node.record("fails").due().getFirst());
  }

  private Map<Webhook.Id, WebhookState.Disabled> fail(TestNode node, DueDelivery due) {
    Settlement failed = TestSettlements.ended(due.delivery(), 503, nodes.clock.instant());
    return node.store()
        .settlements()
        .settle(
            List.of(
                new Settlement(
                    failed.before(),
                    failed.attempt(),
                    failed.next(),
                    WebhookHealth.NONE.afterFailure(nodes.clock.instant(), "HTTP 503", false),
                    Optional.empty(),
                    failed.heldUntil(),
                    50,
                    false,
                    WebhookHealth.FAILING_FROM)));
  }

  private void check() {
    for (TestNode node : List.of(north, south)) {
      StoreConsistency.check(node.database(), node.context());
    }
  }
}
