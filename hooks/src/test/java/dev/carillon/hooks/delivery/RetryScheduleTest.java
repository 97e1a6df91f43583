package dev.carillon.hooks.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RetryScheduleTest {

  @Test
  void hasOneFirstTryAndEightRetriesByDefault() {
    assertThat(RetrySchedule.DEFAULT.retriesAfter(8)).isTrue();
    assertThat(RetrySchedule.DEFAULT.retriesAfter(9)).isFalse();
    assertThat(RetrySchedule.DEFAULT.planned(1)).isEqualTo(Duration.ofSeconds(1));
    assertThat(RetrySchedule.DEFAULT.planned(8)).isEqualTo(Duration.ofHours(2));
  }

  @Test
  void doublesTheLastDelayBeyondTheList() {
    RetrySchedule schedule =
        new RetrySchedule(List.of(Duration.ofSeconds(1), Duration.ofSeconds(5)), 100, 0);
    assertThat(schedule.planned(3)).isEqualTo(Duration.ofSeconds(10));
    assertThat(schedule.planned(4)).isEqualTo(Duration.ofSeconds(20));
    assertThat(schedule.planned(100)).isEqualTo(RetrySchedule.DELAY_MAX);
  }

  @Test
  void refusesDelaysThatDoNotIncrease() {
    Duration second = Duration.ofSeconds(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RetrySchedule(List.of(second, second), 8, 0.2));
    assertThatIllegalArgumentException().isThrownBy(() -> new RetrySchedule(List.of(), 8, 0.2));
  }

  @Property
  void jitterStaysWithinItsPart(
      @ForAll @IntRange(min = 1, max = 12) int attempts, @ForAll long seed) {
    double planned = RetrySchedule.DEFAULT.planned(attempts).toMillis();
    long actual = RetrySchedule.DEFAULT.delay(attempts, new java.util.Random(seed)).toMillis();
    assertThat((double) actual).isBetween(planned * 0.8 - 1, planned * 1.2 + 1);
  }
}
