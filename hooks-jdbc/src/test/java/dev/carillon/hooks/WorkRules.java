package dev.carillon.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.carillon.hooks.delivery.HooksException;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What holds of works and of connections that are lent, on every database. */
@Timeout(120)
abstract class WorkRules extends LogRules {

  @Test
  void whatThrowsUndoesRowsAndEvents() throws Exception {
    Hooks hooks = start();
    register(hooks);
    hooks.transaction(c -> c.createStatement().execute("create table orders (id integer)"));
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(
            () ->
                hooks.transaction(
                    connection -> {
                      connection.createStatement().execute("insert into orders values (1)");
                      hooks.publish(connection, "order.placed", "lost", json("lost"));
                      throw new UnsupportedOperationException();
                    }));
    publish(hooks, "kept");
    assertThat(sent.body()).isEqualTo(json("kept"));
    assertThat(sent.rest()).isEmpty();
    assertThat(events(hooks)).containsExactly("kept");
    long rows =
        hooks.transaction(
            connection -> {
              var row = connection.createStatement().executeQuery("select count(*) from orders");
              row.next();
              return row.getLong(1);
            });
    assertThat(rows).isZero();
  }

  /** The rows would lie in the tables of one, with webhooks of the other. */
  @Test
  void aConnectionThatAnotherOneLentIsRefused() throws Exception {
    Hooks lender = start();
    register(lender);
    Hooks other = start(elsewhere().key(KEY).sender(sent));
    register(other);
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                lender.transaction(
                    connection -> other.publish(connection, "order.placed", "one", json("one"))))
        .withMessageContaining("publish on the object whose transaction(…) lent it");
    assertThat(events(lender)).isEmpty();
    assertThat(events(other)).isEmpty();
    publish(lender, "two");
    assertThat(sent.body()).isEqualTo(json("two"));
    publish(other, "three");
    assertThat(sent.body()).isEqualTo(json("three"));
    assertThat(sent.rest()).isEmpty();
  }

  @Test
  void aConnectionIsRefusedAfterItsWork() {
    Hooks hooks = start();
    Connection kept = hooks.transaction(connection -> connection);
    assertThatIllegalStateException()
        .isThrownBy(() -> hooks.publish(kept, "order.placed", "late", json("late")))
        .withMessageContaining("before the work returns");
  }

  @Test
  @SuppressWarnings("NullAway") // which does not know that a work may have no result
  void closeWithinAWorkIsRefused() throws Exception {
    Hooks hooks = start();
    register(hooks);
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                hooks.transaction(
                    connection -> {
                      hooks.close();
                      return null;
                    }))
        .withMessageContaining("call it after transaction(…) has returned");
    publish(hooks, "one");
    assertThat(sent.body()).isEqualTo(json("one"));
  }

  @Test
  void closeWaitsForWorksAndSaysWhichItHasNotSeenReturn() throws Exception {
    Hooks hooks = start();
    register(hooks);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch free = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Published> late =
          threads.submit(
              () ->
                  hooks.transaction(
                      connection -> {
                        begun.countDown();
                        await(free);
                        return hooks.publish(connection, "order.placed", "late", json("late"));
                      }));
      begun.await();
      assertThatIllegalStateException()
          .isThrownBy(() -> hooks.close(Duration.ofMillis(100)))
          .withMessageContaining("1 works of transaction(…) still run after PT0.1S");
      assertThatExceptionOfType(HooksException.class)
          .isThrownBy(() -> publish(hooks, "after"))
          .satisfies(refused -> assertThat(refused.code()).isEqualTo(HooksException.Code.STOPPED));
      free.countDown();
      late.get();
    }
    assertThat(sent.rest()).isEmpty();
    Hooks next = startOnceFree();
    assertThat(sent.body()).isEqualTo(json("late"));
    assertThat(events(next)).containsExactly("late");
  }

  /** Waits within a work. */
  static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  /** The database of what was closed is free once its last work has returned. */
  private Hooks startOnceFree() throws InterruptedException {
    long deadline = System.nanoTime() + Sent.PATIENCE.toNanos();
    while (true) {
      try {
        return start();
      } catch (HooksException inUse) {
        assertThat(System.nanoTime()).as(inUse.getMessage()).isLessThan(deadline);
        Thread.sleep(5);
      }
    }
  }

  @Test
  void anEventWithoutRowsBesideItNeedsNoConnectionAndHasTheTimeOfTheClock() throws Exception {
    // it has to move on: by a clock that stands still, nothing that waits becomes due
    Clock ahead = Clock.offset(Clock.systemUTC(), Duration.ofDays(1_200));
    Instant before = ahead.instant().truncatedTo(ChronoUnit.MILLIS);
    Hooks hooks = start(builder().key(KEY).sender(sent).clock(ahead));
    register(hooks);
    Published published = hooks.publish("order.placed", "one", json("one"));
    assertThat(published.webhooks()).isEqualTo(1);
    assertThat(sent.body()).isEqualTo(json("one"));
    Published inWork = publish(hooks, "two");
    for (Published each : List.of(published, inWork)) {
      assertThat(hooks.events().find(each.eventId()).orElseThrow().time())
          .isBetween(before, ahead.instant());
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> hooks.publish("order.placed", "one", "no json"));
    assertThatIllegalStateException()
        .isThrownBy(() -> hooks.transaction(c -> hooks.publish("order.placed", "x", "{}")))
        .withMessageContaining("use the connection that was lent");
  }

  @Test
  @SuppressWarnings("NullAway") // which does not know that a work may have no result
  void workWithoutAResultReturnsNull() throws Exception {
    Hooks hooks = start();
    register(hooks);
    publish(hooks, "warm");
    sent.body();
    Object nothing =
        hooks.transaction(
            connection -> {
              hooks.publish(connection, "order.placed", "one", json("one"));
              return null;
            });
    assertThat(nothing).isNull();
    assertThat(sent.bodyAtOnce()).isEqualTo(json("one"));
    assertThat(events(hooks)).containsExactly("warm", "one");
  }
}
