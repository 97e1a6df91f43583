package dev.carillon.hooks.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RetryScheduleTest {

  @Test
  void hasOneFirstAttemptAndEightRetriesByDefault() {
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
  void refusesDelaysThatDecreaseAndTakesEqualOnes() {
    Duration second = Duration.ofSeconds(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RetrySchedule(List.of(second, Duration.ofMillis(999)), 8, 0.2));
    assertThat(new RetrySchedule(List.of(second, second), 8, 0.2).planned(2)).isEqualTo(second);
    assertThatIllegalArgumentException().isThrownBy(() -> new RetrySchedule(List.of(), 8, 0.2));
  }

  @Property
  void jitterStaysWithinItsPart(
      @ForAll @IntRange(min = 1, max = 12) int attempts, @ForAll long seed) {
    double planned = RetrySchedule.DEFAULT.planned(attempts).toMillis();
    long actual = RetrySchedule.DEFAULT.delay(attempts, new java.util.Random(seed)).toMillis();
    assertThat((double) actual).isBetween(planned * 0.8 - 1, planned * 1.2 + 1);
  }

  @Test
  void jitterReachesBothEndsOfItsPart() {
    RetrySchedule whole = new RetrySchedule(List.of(Duration.ofSeconds(100)), 0, 1);
    assertThat(whole.delay(1, always(0))).isEqualTo(Duration.ofMillis(1));
    assertThat(whole.delay(1, always(0.5))).isEqualTo(Duration.ofSeconds(100));
    assertThat(whole.delay(1, always(0.75))).isEqualTo(Duration.ofSeconds(150));
    RetrySchedule fifth = new RetrySchedule(List.of(Duration.ofSeconds(100)), 0, 0.2);
    assertThat(fifth.delay(1, always(0))).isEqualTo(Duration.ofSeconds(80));
    assertThat(fifth.delay(1, always(0.75))).isEqualTo(Duration.ofSeconds(110));
  }

  @Test
  void noRetriesAndNoJitterAreAllowedButNotLess() {
    List<Duration> second = List.of(Duration.ofSeconds(1));
    assertThat(new RetrySchedule(second, 0, 0).retriesAfter(1)).isFalse();
    assertThat(new RetrySchedule(second, 0, 1).jitter()).isEqualTo(1);
    for (double jitter : new double[] {-0.01, 1.01}) {
      assertThatIllegalArgumentException().isThrownBy(() -> new RetrySchedule(second, 0, jitter));
    }
    assertThatIllegalArgumentException().isThrownBy(() -> new RetrySchedule(second, -1, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RetrySchedule(List.of(Duration.ZERO), 0, 0));
  }

  @Test
  void doublingStopsAtTheLongestWait() {
    RetrySchedule exact = new RetrySchedule(List.of(RetrySchedule.DELAY_MAX.dividedBy(2)), 9, 0);
    assertThat(exact.planned(2)).isEqualTo(RetrySchedule.DELAY_MAX);
    assertThat(exact.planned(3)).isEqualTo(RetrySchedule.DELAY_MAX);
    RetrySchedule longest = RetrySchedule.of(RetrySchedule.DELAY_MAX);
    assertThat(longest.planned(1)).isEqualTo(RetrySchedule.DELAY_MAX);
    assertThat(longest.planned(2)).isEqualTo(RetrySchedule.DELAY_MAX);
  }

  /** The next start of a process would end a wait of more than twice the longest delay. */
  @Test
  void refusesADelayThatIsLongerThanTheLongest() {
    Duration tooLong = RetrySchedule.DELAY_MAX.plusNanos(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RetrySchedule.of(Duration.ofSeconds(1), tooLong, Duration.ofDays(30)))
        .withMessageStartingWith(
            "'delays[1]' must be no longer than 7 days, PT168H, but is 'PT168H0.000000001S';"
                + " 'delays[2]' must be no longer than 7 days, PT168H, but is 'PT720H'");
  }

  private static RandomGenerator always(double value) {
    return new RandomGenerator() {
      @Override
      public long nextLong() {
        return 0;
      }

      @Override
      public double nextDouble() {
        return value;
      }
    };
  }
}
