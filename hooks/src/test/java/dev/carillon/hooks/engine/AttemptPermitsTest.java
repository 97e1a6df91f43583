package dev.carillon.hooks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AttemptPermitsTest {

  private static final int THREADS = 4;
  private static final int ROUNDS = 20_000;

  @Test
  void aWebhookHoldsNoMoreThanIsFreeForAllTheOthers() {
    AttemptPermits permits = permits(4, 1);
    assertThat(permits.take(0, 0)).isEqualTo(AttemptPermits.Grant.TAKEN);
    assertThat(permits.take(0, 1)).isEqualTo(AttemptPermits.Grant.TAKEN);
    assertThat(permits.take(0, 2)).isEqualTo(AttemptPermits.Grant.SHARE_USED);
    assertThat(permits.take(0, 0)).isEqualTo(AttemptPermits.Grant.TAKEN);
    assertThat(permits.take(0, 0)).isEqualTo(AttemptPermits.Grant.TAKEN);
    assertThat(permits.take(0, 0)).isEqualTo(AttemptPermits.Grant.NONE_FREE);
    assertThat(permits.inFlight()).isEqualTo(4);
  }

  @Test
  void whatIsNotStoredYetCountsToo() {
    AttemptPermits permits = new AttemptPermits(limits(10, 1), 1);
    permits.take(0, 0);
    permits.settling();
    assertThat(permits.take(0, 0)).isEqualTo(AttemptPermits.Grant.NONE_FREE);
    permits.stepped(0, true, false, 0);
    assertThat(permits.goesOn(0)).isFalse();
    permits.stored(1);
    assertThat(permits.goesOn(0)).isTrue();
    assertThat(permits.take(0, 0)).isEqualTo(AttemptPermits.Grant.TAKEN);
    assertThat(permits.inFlight()).isEqualTo(1);
    assertThat(permits.unstored()).isZero();
  }

  @Test
  void whatBecomesFreeIsForTheOneThatHasStarvedLongest() {
    AttemptPermits permits = permits(1, 3);
    permits.take(0, 0);
    starve(permits, 2);
    starve(permits, 1);
    assertThat(woken(permits, 0)).as("nothing is free").isEmpty();
    permits.giveBack();
    assertThat(permits.take(0, 0)).isEqualTo(AttemptPermits.Grant.NONE_FREE);
    assertThat(permits.take(1, 0)).isEqualTo(AttemptPermits.Grant.NONE_FREE);
    assertThat(woken(permits, 0)).containsExactly(2);
    assertThat(permits.take(2, 0)).isEqualTo(AttemptPermits.Grant.TAKEN);
    permits.stepped(2, true, true, 0);
    permits.giveBack();
    assertThat(woken(permits, 0)).as("who took something goes to the back").containsExactly(1);
    permits.stepped(1, false, false, 0);
    assertThat(woken(permits, 0)).as("who wants nothing passes it on").containsExactly(2);
  }

  @Test
  void allThatMayTakeSomethingAreWokenAndNotOnlyTheFirst() {
    AttemptPermits permits = permits(3, 4);
    permits.take(0, 0);
    permits.take(0, 0);
    permits.take(0, 0);
    starve(permits, 3);
    starve(permits, 1);
    starve(permits, 2);
    permits.giveBack();
    permits.giveBack();
    assertThat(woken(permits, 0)).containsExactly(1, 3);
    assertThat(woken(permits, 3)).as("it looks for itself").containsExactly(1);
  }

  @Test
  void aWebhookThatHadItsShareGoesOnAsSoonAsMoreIsFreeThanItHolds() {
    AttemptPermits permits = permits(5, 2);
    permits.take(1, 0);
    permits.take(1, 1);
    permits.take(0, 0);
    assertThat(permits.take(1, 2)).isEqualTo(AttemptPermits.Grant.SHARE_USED);
    permits.stepped(1, false, true, 2);
    assertThat(woken(permits, 0)).as("no more is free than it holds").isEmpty();
    assertThat(permits.goesOn(1)).isFalse();
    permits.giveBack();
    assertThat(woken(permits, 0)).containsExactly(1);
    assertThat(permits.goesOn(1)).isTrue();
    permits.take(0, 0);
    assertThat(permits.goesOn(1)).isFalse();
    permits.giveBack();
    permits.stepped(1, false, false, 0);
    assertThat(woken(permits, 0)).as("it wants nothing any more").isEmpty();
  }

  /** Loops take and give back as fast as they can, with one permit for all of them. */
  @Test
  void theTotalIsExactAndNobodyWaitsForEver() throws Exception {
    AttemptPermits permits = permits(2, THREADS);
    AtomicInteger held = new AtomicInteger();
    AtomicInteger mostHeld = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      int number = i;
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    int taken = 0;
                    while (taken < ROUNDS) {
                      boolean took = permits.take(number, 0) == AttemptPermits.Grant.TAKEN;
                      if (took) {
                        taken++;
                        mostHeld.accumulateAndGet(held.incrementAndGet(), Math::max);
                        if (ThreadLocalRandom.current().nextInt(100) == 0) {
                          LockSupport.parkNanos(1);
                        }
                        held.decrementAndGet();
                        permits.giveBack();
                      } else {
                        LockSupport.parkNanos(1);
                      }
                      permits.stepped(number, !took, took, 0);
                    }
                    permits.stepped(number, false, false, 0);
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(mostHeld.get()).isBetween(1, 2);
    assertThat(permits.inFlight()).isZero();
  }

  private static void starve(AttemptPermits permits, int dispatcher) {
    permits.stepped(dispatcher, true, false, 0);
  }

  private static List<Integer> woken(AttemptPermits permits, int by) {
    List<Integer> woken = new ArrayList<>();
    permits.wakeOthers(by, woken::add);
    return woken;
  }

  private static AttemptPermits permits(int inFlightMax, int dispatchers) {
    return new AttemptPermits(limits(inFlightMax, 1000), dispatchers);
  }

  private static EngineLimits limits(int inFlightMax, int unstoredMax) {
    return new EngineLimits(inFlightMax, unstoredMax, 1 << 20, 100, 1 << 20, 100, 1 << 20, 100);
  }
}
