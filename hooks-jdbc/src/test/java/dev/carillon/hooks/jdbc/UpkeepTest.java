package dev.carillon.hooks.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.carillon.hooks.contracts.TextSnapshot;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.LogRetention.Purged;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.jdbc.store.StoreLimits;
import dev.carillon.hooks.webhook.Grouping;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What keeps a store in order beside its work; on any database. */
@OnEachDatabase
class UpkeepTest extends UpkeepFixture {

  private static final String ROW =
      """
      insert into deliveries
        (sequence, event, webhook, payload, state, owner, attempts, ended_at, created_at)
      select ?, ?, key, 0, 3, ?, 0, 1, 1 from webhooks
      """;

  /** A start would read all events behind it. */
  @Test
  void theMarkIsStoredWhereNothingGoesWellAtOnceForLong() {
    added();
    database.write(connection -> context.numbers().take(connection, 150_000));
    settle(record().getFirst(), 503);
    tidy();
    assertThat(number("select max(resolved) from marks")).isGreaterThan(150_000);
  }

  @Test
  void whereMemoryIsWrongAFailedAttemptIsRefusedOnce() {
    Webhook webhook = added();
    DueDelivery wrong = record().getFirst();
    DueDelivery right = record().getFirst();
    hasRow(wrong);
    assertThatIllegalStateException().isThrownBy(() -> settle(wrong, 503));
    settle(wrong, 503);
    assertThat(store.attempts().of(wrong.delivery().id())).hasSize(1);
    assertThat(due(webhook)).containsExactly(right);
  }

  @Test
  void whereMemoryIsWrongWhatIsOpenForLongIsRefusedOnce() {
    Webhook webhook = added();
    hasRow(record().getFirst());
    DueDelivery right = record().getFirst();
    clock.advance(StoreLimits.DEFAULT.spillAfter().plusSeconds(1));
    assertThatIllegalStateException().isThrownBy(store.retention()::tidy);
    tidy();
    assertThat(count("deliveries where state = 0")).isEqualTo(1);
    assertThat(due(webhook)).containsExactly(right);
  }

  @Test
  void whereMemoryIsWrongACancellationIsRefusedOnce() {
    Webhook webhook = added();
    hasRow(record().getFirst());
    record();
    assertThatIllegalStateException()
        .isThrownBy(() -> store.deliveryActions().cancelPending(webhook.id(), clock.instant()));
    assertThat(store.deliveryActions().cancelPending(webhook.id(), clock.instant())).isEqualTo(1);
    assertThat(due(webhook)).isEmpty();
  }

  /** As if memory had missed that it was cancelled. */
  private void hasRow(DueDelivery due) {
    long sequence = due.delivery().sequence();
    database.write(
        connection -> Sql.update(connection, ROW, sequence, sequence - 1, context.owner()));
  }

  @Test
  void theEventsOfBatchesGoWithThemThoughAnOldEventStays() {
    Webhook slow =
        Webhook.of("slow", "https://e/", Webhook.Subscription.to(NOBODYS), clock.instant());
    store.webhooks().add(slow);
    record(NOBODYS);
    Webhook batching =
        Webhook.builder(clock.instant())
            .name("batching")
            .url("https://e/")
            .subscription(Webhook.Subscription.to(TYPE))
            .grouping(new Grouping(0, 0, 1_000, 30))
            .build();
    store.webhooks().add(batching);
    for (int i = 0; i < 5; i++) {
      recordMany(1_000);
      store.due().collect();
      settle(due(batching), 200);
    }
    clock.advance(Duration.ofDays(1));

    Purged purged = store.retention().purge(clock.instant(), 5);
    Instant longAgo = clock.instant().minus(Duration.ofDays(30));
    for (int i = 0; i < 10 && purged.more(); i++) {
      purged = store.retention().purge(longAgo, 500);
    }

    assertThat(purged.more()).isFalse();
    assertThat(count("events")).isEqualTo(1);
    assertThat(count("grouped_events")).isZero();
    assertThat(due(slow)).hasSize(1);
  }

  private void recordMany(int count) {
    database.write(
        connection -> {
          for (int i = 0; i < count; i++) {
            Event event = Event.of(TYPE, "s", clock.instant(), new TextSnapshot("any"));
            store.outbox().append(connection, event);
          }
          return count;
        });
  }

  /** Those of many webhooks overlap in time. */
  @Test
  void aBlockThatReachesOverTheTimeIsWrittenOnceMoreAndNoMoreOften() {
    for (int i = 0; i < 60; i++) {
      added();
    }
    Instant half = clock.instant().plusSeconds(25);
    for (int i = 0; i < 50; i++) {
      settle(record(), 200);
      clock.advance(Duration.ofSeconds(1));
    }
    clock.advance(StoreLimits.DEFAULT.fileAfter());
    tidy();
    assertThat(count("results")).isZero();
    assertThat(count("chunks")).isEqualTo(60);

    long written = number("select max(number) from chunks");
    int removed = 0;
    int purges = 0;
    boolean more = true;
    while (more) {
      assertThat(++purges).isLessThan(6);
      Purged purged = store.retention().purge(half, 500);
      removed += purged.deliveries();
      more = purged.more();
    }
    assertThat(removed).isEqualTo(60 * 25);
    assertThat(number("select max(number) from chunks") - written)
        .as("blocks written: each once, and one of each purge twice, which was cut short")
        .isBetween(60L, 60L + purges);
    assertThat(count("events")).isEqualTo(25);
    assertThat(store.log().page(DeliveryFilter.ALL, Cursor.OLDEST, 5_000).entries())
        .hasSize(60 * 25)
        .allSatisfy(one -> assertThat(one.delivery().createdAt()).isAfterOrEqualTo(half));
  }
}
