package dev.carillon.hooks.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.store.DeliveryReader;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Ranges are dropped while others read and write, by several nodes, and by one that dies. */
class PartitionsInUseTest extends PartitionsFixture {

  private static final int DAYS = 20;
  private static final Duration SOON = Duration.ofSeconds(3);

  @Test
  void whoReadsForLongIsNotWaitedFor() throws Exception {
    days(DAYS);
    List<Long> before = ranges();
    try (Connection reader = database.pool().getConnection()) {
      reader.setAutoCommit(false);
      Sql.number(reader, "select count(*) from event_subjects");
      long began = System.nanoTime();
      purge(10);
      settled(record());
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SOON);
      assertThat(ranges()).isEqualTo(before);
      purge(10); // not again at once
      reader.rollback();
    }
    clock.advance(Duration.ofSeconds(9));
    purge(10);
    assertThat(ranges()).isEqualTo(before);
    clock.advance(Duration.ofSeconds(11));
    purge(10);
    assertThat(ranges()).startsWith(0L, 10L);
  }

  @Test
  void aRangeThatCannotGoDoesNotKeepTheNextOneFromBeingMade() throws Exception {
    days(DAYS);
    List<Long> before = ranges();
    try (Connection reader = database.pool().getConnection()) {
      reader.setAutoCommit(false);
      Sql.number(reader, "select count(*) from event_subjects");
      purge(10);
      reader.rollback();
    }
    assertThat(ranges()).isEqualTo(before);
    execute("select setval('delivery_sequence', %d)".formatted(DAYS * BLOCK + BLOCK / 4 * 3));
    tidy();
    assertThat(ranges()).hasSize(before.size() + 1).containsAll(before);
  }

  @Test
  void whoReadsAtOneMomentFindsWhatIsMovedAfterIt() {
    Delivery needed = neededOfDayThree();
    long event = needed.sequence() - 1;
    long found =
        database.read(
            connection -> {
              DeliveryReader.beginOneMoment(database.dialect(), connection);
              Sql.number(connection, "select count(*) from webhooks"); // the moment is now
              CompletableFuture.runAsync(() -> purge(2)).join();
              return Sql.number(
                  connection, "select count(*) from events where sequence = ?", event);
            });
    assertThat(found).isEqualTo(1);
    clock.advance(Duration.ofMinutes(1));
    purge(2);
    assertThat(ranges()).doesNotContain(3L);
    assertThat(count("events where sequence = " + event)).isEqualTo(1);
  }

  @Test
  void aNodeThatDiesAmidItChangesNothing() {
    Delivery needed = neededOfDayThree();
    List<Long> before = ranges();
    long events = count("events where sequence >= " + BLOCK);
    execute(
        """
        create function die() returns event_trigger language plpgsql as $$
        begin
          if exists (select 1 from pg_event_trigger_dropped_objects()
            where object_name like 'attempts\\_%' and object_type = 'table')
          then perform pg_terminate_backend(pg_backend_pid()); end if;
        end $$
        """);
    execute("create event trigger die on sql_drop execute function die()");
    assertThatThrownBy(() -> purge(2)).isInstanceOf(HooksException.class);
    execute("drop event trigger die");
    assertThat(ranges()).isEqualTo(before);
    assertThat(tables("events")).isEqualTo(before.size());
    assertThat(count("events where sequence >= " + BLOCK)).isEqualTo(events);
    assertThat(store.log().find(needed.id())).isPresent();
    settled(record());

    purge(2);
    assertThat(ranges()).doesNotContain(3L);
    assertThat(store.log().find(needed.id())).isPresent();
    assertThat(store.attempts().of(needed.id())).hasSize(1);
  }

  @Test
  void severalNodesPurgeWhileOneRecords() throws Exception {
    OpenPostgres others = OpenPostgres.on(name);
    var other = node(others, "two").store();
    Delivery needed = neededOfDayThree();
    clock.advance(Duration.ofMinutes(2));
    tidy();
    other.retention().tidy(); // keeps its mark
    Instant before = clock.instant().minus(Duration.ofHours(60));
    List<Future<?>> purging = new ArrayList<>();
    List<Delivery> recorded = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      for (var one : List.of(store, other)) {
        purging.add(
            threads.submit(
                () -> {
                  while (one.retention().purge(before, 20_000).more() || ranges().contains(3L)) {
                    clock.advance(Duration.ofSeconds(1));
                  }
                }));
      }
      while (purging.stream().anyMatch(one -> !one.isDone())) {
        recorded.add(record());
      }
      for (Future<?> one : purging) {
        one.get();
      }
    }
    others.close();
    assertThat(tables("events")).isEqualTo(ranges().size());
    assertThat(store.log().find(needed.id())).isPresent();
    assertThat(recorded).isNotEmpty();
    recorded.forEach(one -> assertThat(store.log().find(one.id())).isPresent());
    assertThat(count("events where sequence < %d".formatted(5 * BLOCK))).isEqualTo(1);
  }

  /** A delivery that waits since the third day, which is long ago. */
  private Delivery neededOfDayThree() {
    days(3);
    Delivery needed = record("needed");
    fails(needed);
    days(DAYS);
    return needed;
  }
}
