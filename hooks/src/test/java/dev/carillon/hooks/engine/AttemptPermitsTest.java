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
    assertThat(permits.mayTake(0)).isFalse();
    permits.stored(1);
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
    assertThat(permits.next()).as("nothing is free").isEmpty();
    permits.giveBack();
    assertThat(permits.take(0, 0)).isEqualTo(AttemptPermits.Grant.NONE_FREE);
    assertThat(permits.take(1, 0)).isEqualTo(AttemptPermits.Grant.NONE_FREE);
    assertThat(permits.next()).hasValue(2);
    assertThat(permits.take(2, 0)).isEqualTo(AttemptPermits.Grant.TAKEN);
    permits.stepped(2, true, true);
    permits.giveBack();
    assertThat(permits.next()).as("who took something goes to the back").hasValue(1);
    permits.stepped(1, false, false);
    assertThat(permits.next()).as("who wants nothing any more passes it on").hasValue(2);
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
                      permits.stepped(number, !took, took);
                    }
                    permits.stepped(number, false, false);
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(mostHeld.get()).isBetween(1, 2);
    assertThat(permits.inFlight()).isZero();
  }

  private static void starve(AttemptPermits permits, int dispatcher) {
    assertThat(permits.take(dispatcher, 0)).isEqualTo(AttemptPermits.Grant.NONE_FREE);
    permits.stepped(dispatcher, true, false);
  }

  private static AttemptPermits permits(int inFlightMax, int dispatchers) {
    return new AttemptPermits(limits(inFlightMax, 1000), dispatchers);
  }

  private static EngineLimits limits(int inFlightMax, int unstoredMax) {
    return new EngineLimits(inFlightMax, unstoredMax, 1 << 20, 100, 1 << 20, 100, 1 << 20, 100);
  }
}
