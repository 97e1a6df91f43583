package dev.carillon.hooks.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.TextSnapshot;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.hooks.delivery.DueDeliveries.Place;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.jdbc.store.StoreLimits;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The clock was years ahead, and was set back while no process ran; on any database. */
@OnEachDatabase
class ClockSetBackTest extends UpkeepFixture {

  private static final Duration YEARS = Duration.ofDays(3_650);

  /** From now on the clock is years ahead. */
  private void ahead() {
    clock.advance(YEARS);
  }

  /** Starts again by a clock that is right. */
  private void setBack() {
    clock = new ManualClock(clock.instant().minus(YEARS));
    openStore();
  }

  @Test
  void whatIsOpenIsDueAtOnce() {
    ahead();
    Webhook webhook = added();
    List<DueDelivery> recorded = List.of(record().getFirst(), record().getFirst());
    setBack();

    DueDelivery first = dueBehind(webhook, Place.START);
    DueDelivery second = dueBehind(webhook, new Place(first.dueAt(), first.delivery().sequence()));
    assertThat(List.of(first.delivery().id(), second.delivery().id()))
        .isEqualTo(recorded.stream().map(due -> due.delivery().id()).toList());
    assertThat(second.dueAt()).isBeforeOrEqualTo(clock.instant());
    assertThat(store.due().earliestDue()).containsEntry(webhook.id(), first.dueAt());

    settle(first, 200);
    clock.advance(StoreLimits.DEFAULT.spillAfter().plusSeconds(1));
    tidy();
    assertThat(count("deliveries where state = 0")).as("it has a row by now").isEqualTo(1);
    assertThat(due(webhook)).hasSize(1);
  }

  @Test
  void whatWaitsForARetryIsDueAtOnceAndNoWebhookIsHeld() {
    ahead();
    Webhook webhook = added();
    settle(record().getFirst(), 503);
    long held = clock.instant().plusSeconds(60).toEpochMilli() * 1_000;
    database.write(
        connection -> Sql.update(connection, "update webhooks set held_until = ?", held));
    setBack();

    assertThat(due(webhook)).hasSize(1);
    assertThat(count("webhooks where held_until > 0")).isZero();
  }

  /** A month: a retry could be planned for a week, a first attempt never is. */
  @Test
  void whatHasARowSinceTheClockWasAheadIsDueAtOnce() {
    Duration month = Duration.ofDays(30);
    clock.advance(month);
    Webhook webhook = added();
    settle(record().getFirst(), 503);
    record();
    clock.advance(StoreLimits.DEFAULT.spillAfter().plusSeconds(1));
    tidy();
    assertThat(count("deliveries where state = 0")).isEqualTo(2);
    clock = new ManualClock(clock.instant().minus(month));
    openStore();

    assertThat(due(webhook)).hasSize(2);
  }

  @Test
  void waitsOfTheTimeThatIsStayAtAStart() {
    Webhook webhook = added();
    settle(record().getFirst(), 503);
    long later = clock.instant().plusSeconds(60).toEpochMilli() * 1_000;
    database.write(
        connection ->
            Sql.update(connection, "update webhooks set held_until = ?", later)
                + Sql.update(connection, "update deliveries set due_at = ?", later));
    openStore();

    assertThat(due(webhook)).isEmpty();
    assertThat(count("webhooks where held_until > 0")).isEqualTo(1);
  }

  private DueDelivery dueBehind(Webhook webhook, Place place) {
    return store.due().due(webhook.id(), clock.instant(), place, 1).getFirst();
  }

  @Test
  void whatSeemsToEndInTheFutureKeepsOnlyItsOwnEvent() {
    Webhook webhook = added();
    added();
    ahead();
    List<DueDelivery> future = record();
    settle(future.getFirst(), 200);
    setBack();
    for (int i = 0; i < 5; i++) {
      settle(record(), 200);
    }
    clock.advance(StoreLimits.DEFAULT.fileAfter());
    tidy();
    // the other delivery of the event of the future gets a row, which ends now and goes
    store.deliveryActions().cancel(future.getLast().delivery().id(), clock.instant());

    clock.advance(Duration.ofDays(1));
    purge();
    assertThat(count("events")).isEqualTo(1);
    assertThat(store.log().page(DeliveryFilter.ALL, Cursor.OLDEST, 100).entries())
        .extracting(entry -> entry.delivery().id())
        .containsExactly(future.getFirst().delivery().id());
    assertThat(store.attempts().of(future.getFirst().delivery().id())).hasSize(1);

    clock.advance(YEARS);
    purge();
    assertThat(count("events") + count("chunks") + count("chunk_data") + count("results")).isZero();
    assertThat(due(webhook)).isEmpty();
  }

  @Test
  void eventsOfTheFutureDoNotKeepThoseBehindThem() {
    ahead();
    // more than a step looks at
    unwanted(4_001);
    setBack();
    unwanted(3);
    clock.advance(Duration.ofDays(1));
    purge();
    assertThat(count("events")).isEqualTo(4_001);
    clock.advance(YEARS);
    purge();
    // it is looked again at what stayed
    purge();
    assertThat(count("events")).isZero();
  }

  /** The first events are looked at, the blocks of all that went well, and what ended in rows. */
  @ParameterizedTest
  @CsvSource({"1, 200", "1100, 200", "1100, 410"})
  void revisionsStayThatAreNamedByWhatIsOlderThanTheFirstEvent(int future, int status) {
    added();
    ahead();
    unwanted(future);
    setBack();
    replaced(3);
    settle(record().getFirst(), status, 2);
    clock.advance(StoreLimits.DEFAULT.fileAfter());
    if (future > 1 && status == 200) {
      tidy();
      assertThat(count("chunks")).isEqualTo(1);
    }
    clock.advance(Duration.ofHours(3));
    store.retention().purge(Instant.EPOCH, 10);
    assertThat(count("webhook_revisions where revision = 2")).isEqualTo(1);
  }

  private void purge() {
    int steps = 0;
    while (store.retention().purge(clock.instant().minus(Duration.ofHours(1)), 100).more()) {
      assertThat(++steps).isLessThan(50);
    }
  }

  private void unwanted(int events) {
    database.write(
        connection -> {
          for (int i = 0; i < events; i++) {
            Event event = Event.of(NOBODYS, "s", clock.instant(), new TextSnapshot("any"));
            store.outbox().append(connection, event);
          }
          return true;
        });
  }

  /** Revisions 2 and more of the webhook, all replaced now. */
  private void replaced(int count) {
    long now = clock.instant().toEpochMilli() * 1_000;
    database.write(
        connection ->
            Sql.batch(
                connection,
                """
                insert into webhook_revisions
                  (webhook, revision, url, headers, secret, timeout_seconds, made_at, replaced_at)
                select webhook, ?, url, headers, secret, timeout_seconds, made_at, ?
                from webhook_revisions where revision = 1
                """,
                IntStream.rangeClosed(2, count + 1).boxed().toList(),
                (statement, revision) -> Sql.set(statement, revision, now)));
  }
}
