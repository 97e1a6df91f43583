package dev.carillon.hooks.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryFilter.About;
import dev.carillon.hooks.delivery.DeliveryFilter.Ending;
import dev.carillon.hooks.delivery.DeliveryFilter.Span;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDeliveries.Place;
import dev.carillon.hooks.event.Journal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What is old goes with the tables of its range, and what is needed of it stays. */
class LogPartitionsTest extends PartitionsFixture {

  private static final int DAYS = 20;

  /** Whoever deletes a row above the first range fails. */
  private static final List<String> ROWS_ARE_KEPT =
      List.of(
          """
          create function refuse() returns trigger language plpgsql as $$
          begin raise exception 'a row of % was deleted', tg_table_name; end $$
          """,
          """
          create trigger kept before delete on events for each row
          when (old.sequence >= 1048576) execute function refuse()
          """,
          """
          create trigger kept before delete on attempts for each row
          when (old.delivery >= 1048576) execute function refuse()
          """,
          """
          create trigger kept before delete on event_subjects for each row
          when (old.block >= 1) execute function refuse()
          """);

  @Test
  void oldRangesGoWithTheirTablesAndNoRowIsDeleted() {
    days(DAYS);
    assertThat(ranges()).isEqualTo(LongStream.rangeClosed(0, DAYS).boxed().toList());
    ROWS_ARE_KEPT.forEach(this::execute);

    purge(10);

    assertThat(ranges()).startsWith(0L, 10L, 11L).endsWith((long) DAYS);
    for (String table : List.of("events", "attempts", "event_subjects")) {
      assertThat(tables(table)).as(table).isEqualTo(ranges().size());
    }
    assertThat(count("events")).isEqualTo(3L * 10);
    assertThat(count("event_subjects")).isEqualTo(3L * 10);
    assertThat(all()).hasSize(3 * 10);
    assertThat(store.journal().after(0, Journal.Wanted.ALL, 100).events()).hasSize(3 * 10);
    assertThat(store.journal().purged()).isBetween(9 * BLOCK, 10 * BLOCK - 1);
  }

  @Test
  void aRangeOfWhichAPartIsOldStaysAsItIs() {
    days(3);
    Instant morning = clock.instant();
    settled(record());
    clock.advance(Duration.ofHours(12));
    settled(record());
    nextDay();
    days(DAYS);
    ROWS_ARE_KEPT.forEach(this::execute);

    purgeBefore(morning.plus(Duration.ofHours(1)));
    assertThat(ranges()).startsWith(0L, 3L, 4L);
    assertThat(count("events where sequence < 4194304")).isEqualTo(2);
    assertThat(all()).hasSize(1 + 3 * DAYS);

    purgeBefore(morning.plus(Duration.ofHours(13)));
    assertThat(ranges()).startsWith(0L, 4L);
    assertThat(count("events where sequence < 4194304")).isZero();
  }

  @Test
  void whatIsNeededStaysAndCanStillBeDelivered() {
    days(3);
    Delivery waiting = record("needed");
    fails(waiting);
    days(DAYS);
    assertThat(waiting.sequence()).isBetween(3 * BLOCK, 4 * BLOCK);

    purge(2);

    assertThat(ranges()).doesNotContain(3L);
    assertThat(notes()).isZero();
    assertThat(store.log().find(waiting.id())).isPresent();
    assertThat(store.attempts().of(waiting.id())).hasSize(1);
    assertThat(about(new About(List.of(), "needed", ""))).containsExactly(waiting.id());
    assertThat(about(new About(List.of(), "", waiting.event().value())))
        .containsExactly(waiting.id());
    assertThat(store.due().due(webhook.id(), clock.instant(), Place.START, 10)).hasSize(1);
    assertThat(store.journal().find(waiting.event())).isPresent();

    settled(waiting.attempted(new DeliveryState.Pending(clock.instant())));
    assertThat(store.attempts().of(waiting.id())).hasSize(2);
    clock.advance(Duration.ofDays(3));
    purge(2);
    assertThat(store.log().find(waiting.id())).isEmpty();
    assertThat(count("events where sequence < 5242880")).isZero();
    assertThat(count("attempts where delivery < 5242880")).isZero();
    assertThat(count("event_subjects where block < 5")).isZero();
  }

  @Test
  void ofARangeThatIsNeededByManyRowsAreDeleted() {
    days(2);
    Delivery first = record();
    fails(first);
    execute(
        """
        insert into deliveries (sequence, event, webhook, payload, state, owner, attempts, due_at,
          created_at)
        select %1$d + 100 + n, %1$d, 1, 0, 0, 1, 1, 1, 1 from generate_series(1, 3000) n
        """
            .formatted(first.sequence() - 1));
    for (int i = 0; i < 10; i++) {
      settled(record());
    }
    nextDay();
    days(DAYS);

    purge(2);

    assertThat(ranges()).contains(2L).doesNotContain(1L, 3L);
    assertThat(count("log_partitions where by_rows")).isEqualTo(2);
    assertThat(count("events where sequence >= 2097152 and sequence < 4194304")).isEqualTo(1);

    execute("delete from deliveries where sequence > %d".formatted(first.sequence()));
    purge(2);
    assertThat(ranges()).doesNotContain(2L);
    assertThat(count("events where sequence < 4194304")).isEqualTo(1);
  }

  @Test
  void aRangeOfWhichManyWaitToBeRedeliveredDoesNotKeepTheOnesBehindIt() {
    days(2);
    Delivery first = record();
    settled(first);
    execute(
        """
        insert into deliveries (sequence, event, webhook, payload, state, owner, attempts, ended_at,
          created_at)
        select %1$d + 100 + n, %1$d, 1, 0, 2, 1, 0, 1, 1 from generate_series(1, 3000) n
        """
            .formatted(first.sequence() - 1));
    execute(
        """
        insert into redeliveries (delivery, webhook, owner, requested_at, cancelled)
        select sequence, webhook, owner, 1, 0 from deliveries
        """);
    nextDay();
    days(DAYS);

    purge(2);
    assertThat(count("log_partitions where by_rows")).isEqualTo(2);
    assertThat(ranges()).contains(2L).doesNotContain(1L, 3L);
    assertThat(count("deliveries")).isEqualTo(3_000);

    execute("delete from redeliveries");
    purge(2);
    assertThat(count("deliveries")).isZero();
    assertThat(ranges()).doesNotContain(2L);
  }

  @Test
  void aShortLogIsPurgedByRowsAndItsTablesGoWhenTheyAreEmpty() {
    days(5);
    clock.advance(Duration.ofHours(1));
    purge(3);
    assertThat(ranges()).containsExactly(0L, 2L, 3L, 4L, 5L);
    assertThat(count("events")).isEqualTo(3L * 3);
    assertThat(all()).hasSize(3 * 3);
  }

  @Test
  void numbersForWhichNobodyMadeRoomAreRecordedAllTheSame() {
    days(1);
    execute("select setval('delivery_sequence', 50 * 1048576)");
    Delivery far = record("far");
    settled(far);
    assertThat(count("events_rest")).isEqualTo(1);
    tidy();
    assertThat(count("events_rest")).isZero();
    assertThat(notes()).isZero();
    assertThat(about(new About(List.of(), "far", ""))).containsExactly(far.id());
    Delivery next = record("next");
    assertThat(count("events_rest")).isZero();
    assertThat(about(new About(List.of(), "next", ""))).containsExactly(next.id());
    assertThat(number("select max(high - low) / 1048576 from log_partitions")).isLessThan(60);
  }

  private List<DeliveryLog.Entry> all() {
    return store.log().page(DeliveryFilter.ALL, Cursor.NEWEST, 1_000).entries();
  }

  private List<Delivery.Id> about(About about) {
    DeliveryFilter filter =
        new DeliveryFilter(Set.of(), Set.of(), about, Ending.ANY, Span.ALWAYS, "");
    return store.log().page(filter, Cursor.NEWEST, 100).entries().stream()
        .map(entry -> entry.delivery().id())
        .toList();
  }
}
