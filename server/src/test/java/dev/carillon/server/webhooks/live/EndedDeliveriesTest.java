package dev.carillon.server.webhooks.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What other nodes have ended, for a stream of this one. */
class EndedDeliveriesTest {

  private final EndedLog log = new EndedLog();
  private final ManualClock clock = new ManualClock(EndedLog.BEGAN);
  private final AtomicBoolean wanted = new AtomicBoolean(true);
  private final List<Long> told = new ArrayList<>();
  private final EndedDeliveries ended =
      new EndedDeliveries(log, clock, wanted::get, entry -> told.add(entry.delivery().sequence()));

  @AfterEach
  void close() {
    ended.close();
  }

  @Test
  void eachIsToldOnceAndWhatIsStoredLateAsWell() {
    ended.begin();
    log.ended(2, 100);
    log.ended(3, 900);
    ended.look();
    log.ended(4, 850);
    ended.look();
    clock.advance(Duration.ofSeconds(10));
    log.ended(5, 9_000);
    ended.look();
    ended.look();
    assertThat(told).containsExactly(2L, 3L, 4L, 5L);
  }

  @Test
  void whatASlowCommitStoresSecondsLaterIsToldOnce() {
    ended.begin();
    log.ended(2, 9_000);
    ended.look();
    log.ended(3, 1_000);
    ended.look();
    assertThat(told).containsExactly(2L);
    for (int i = 0; i < 5; i++) {
      clock.advance(Duration.ofSeconds(3));
      ended.look();
    }
    assertThat(told).containsExactly(2L, 3L);
  }

  @Test
  void whatWasStoredBeforeTheStreamCameIsNotTold() {
    log.ended(1, -100);
    ended.begin();
    log.ended(2, -50);
    log.ended(3, 100);
    ended.look();
    assertThat(told).containsExactly(2L, 3L);
  }

  @Test
  void whatThisNodeToldIsNotToldAgain() {
    ended.begin();
    assertThat(ended.isNew(EndedLog.entry(1, EndedLog.BEGAN.plusMillis(100)))).isTrue();
    log.ended(1, 100);
    log.ended(2, 200);
    ended.look();
    assertThat(told).containsExactly(2L);
    assertThat(ended.isNew(EndedLog.entry(2, EndedLog.BEGAN.plusMillis(200)))).isFalse();
  }

  @Test
  void withoutAStreamNothingIsReadAndALaterStreamBeginsAnew() {
    ended.begin();
    wanted.set(false);
    log.ended(1, 100);
    ended.look();
    clock.advance(Duration.ofMinutes(1));
    wanted.set(true);
    ended.look();
    log.ended(2, 61_000);
    ended.look();
    assertThat(told).containsExactly(2L);
  }
}
