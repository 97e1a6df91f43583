package dev.carillon.hooks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdaptiveConcurrencyTest {

  private static final int LIMIT = 16;

  @Test
  void aWebhookThatIsWellHasItsLimitWhateverFails() {
    AdaptiveConcurrency adaptive = new AdaptiveConcurrency(false);
    adaptive.ended(false, false, LIMIT);
    adaptive.ended(true, false, LIMIT);
    assertThat(adaptive.of(LIMIT)).isEqualTo(LIMIT);
  }

  @Test
  void oneThatFailsGetsOneAtATimeUntilOneSucceedsAndThenTwiceAsManyEachRound() {
    AdaptiveConcurrency adaptive = new AdaptiveConcurrency(false);
    adaptive.ended(false, true, LIMIT);
    adaptive.ended(false, true, LIMIT);
    List<Integer> most = new ArrayList<>(List.of(adaptive.of(LIMIT)));
    for (int i = 0; i < 15; i++) {
      adaptive.ended(true, false, LIMIT);
      most.add(adaptive.of(LIMIT));
    }
    assertThat(most).containsExactly(1, 2, 2, 4, 4, 4, 4, 8, 8, 8, 8, 8, 8, 8, 8, 16);
  }

  @Test
  void itNeverHasMoreThanItsLimitAndIsAsAnyOtherOnceItWasThere() {
    AdaptiveConcurrency adaptive = new AdaptiveConcurrency(true);
    for (int i = 0; i < 10; i++) {
      adaptive.ended(true, false, 3);
      assertThat(adaptive.of(3)).isBetween(2, 3);
    }
    assertThat(adaptive.of(1000)).as("the limit was raised").isEqualTo(1000);
  }

  @Test
  void aFailureOnTheWayUpHalvesAndFailingBeginsAnew() {
    AdaptiveConcurrency adaptive = new AdaptiveConcurrency(true);
    for (int i = 0; i < 7; i++) {
      adaptive.ended(true, false, LIMIT);
    }
    assertThat(adaptive.of(LIMIT)).isEqualTo(8);
    adaptive.ended(false, false, LIMIT);
    assertThat(adaptive.of(LIMIT)).isEqualTo(4);
    adaptive.ended(false, true, LIMIT);
    assertThat(adaptive.of(LIMIT)).isEqualTo(1);
  }

  @Test
  void aLimitOfOneHoldsNothingBackForLong() {
    AdaptiveConcurrency adaptive = new AdaptiveConcurrency(true);
    assertThat(adaptive.of(1)).isEqualTo(1);
    adaptive.ended(true, false, 1);
    assertThat(adaptive.of(5)).isEqualTo(5);
  }
}
