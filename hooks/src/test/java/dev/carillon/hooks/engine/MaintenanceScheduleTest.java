package dev.carillon.hooks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.engine.MaintenanceSchedule.Chore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class MaintenanceScheduleTest {

  private static final Instant START = Instant.parse("2026-03-04T05:06:07Z");
  private static final Duration TAKE_OVER = Duration.ofSeconds(3);
  private static final Duration ALMOST = Duration.ofNanos(1);

  private final MaintenanceSchedule janitor = new MaintenanceSchedule(TAKE_OVER, START);

  @Test
  void atTheStartWhatDeadNodesLeftIsLookedForAndTheWebhooksAreRead() {
    assertThat(janitor.step(START)).containsExactly(Chore.TAKE_OVER, Chore.SURVEY);
    assertThat(janitor.step(START)).isEmpty();
  }

  @Test
  void eachChoreComesAgainWhenItIsDueAndNotBefore() {
    for (Chore chore : Chore.values()) {
      Duration every = every(chore);
      MaintenanceSchedule other = new MaintenanceSchedule(TAKE_OVER, START);
      other.step(START);
      assertThat(other.step(START.plus(every).minus(ALMOST))).doesNotContain(chore);
      assertThat(other.step(START.plus(every))).contains(chore);
      // from when it was done, not from when it was due
      Instant late = START.plus(every).plus(every).plus(Duration.ofSeconds(1));
      assertThat(other.step(late)).contains(chore);
      assertThat(other.step(late.plus(every).minus(ALMOST))).doesNotContain(chore);
      assertThat(other.step(late.plus(every))).contains(chore);
    }
  }

  @Test
  void itWakesForWhateverComesFirst() {
    assertThat(janitor.wakeAt()).isEqualTo(Instant.MIN);
    janitor.step(START);
    List<Duration> all =
        List.of(TAKE_OVER, MaintenanceSchedule.SURVEY_EVERY, MaintenanceSchedule.SWEEP_EVERY);
    Duration first = all.stream().min(Duration::compareTo).orElseThrow();
    assertThat(janitor.wakeAt()).isEqualTo(START.plus(first));

    MaintenanceSchedule surveys = new MaintenanceSchedule(Duration.ofHours(1), START);
    surveys.step(START);
    assertThat(surveys.wakeAt()).isEqualTo(START.plus(MaintenanceSchedule.SURVEY_EVERY));
    Instant sweep = START.plus(MaintenanceSchedule.SWEEP_EVERY);
    surveys.step(sweep.minus(ALMOST));
    assertThat(surveys.wakeAt()).isEqualTo(sweep);
  }

  @Test
  void aFullSweepIsFollowedByAnotherSoonAndAShortOneIsNot() {
    Instant sweep = START.plus(MaintenanceSchedule.SWEEP_EVERY);
    assertThat(janitor.step(sweep)).contains(Chore.SWEEP);
    janitor.swept(false, false, Duration.ZERO, sweep);
    assertThat(janitor.step(sweep.plusSeconds(1))).doesNotContain(Chore.SWEEP);
    janitor.swept(true, false, Duration.ZERO, sweep.plusSeconds(1));
    assertThat(janitor.step(sweep.plusSeconds(1))).doesNotContain(Chore.SWEEP);
    assertThat(janitor.step(sweep.plusSeconds(2))).contains(Chore.SWEEP);
  }

  @Test
  void whereLessIsToBeKeptThanBeforeItIsSweptAtOnceAndThenAsUsual() {
    Instant now = START.plusSeconds(1);
    janitor.step(now);
    janitor.narrowed(now);
    assertThat(janitor.wakeAt()).isEqualTo(now);
    assertThat(janitor.step(now)).containsExactly(Chore.SWEEP);
    assertThat(janitor.step(now.plus(MaintenanceSchedule.SWEEP_EVERY).minus(ALMOST)))
        .doesNotContain(Chore.SWEEP);
  }

  @Test
  void aLogThatIsTooLargeIsSweptWithHardlyAPause() {
    Instant sweep = START.plus(MaintenanceSchedule.SWEEP_EVERY);
    janitor.step(sweep);
    janitor.swept(true, true, Duration.ZERO, sweep);
    assertThat(janitor.step(sweep.plusMillis(10))).contains(Chore.SWEEP);
    janitor.swept(true, true, Duration.ofMillis(50), sweep);
    assertThat(janitor.step(sweep.plusMillis(49))).as("half the time").doesNotContain(Chore.SWEEP);
    assertThat(janitor.step(sweep.plusMillis(50))).contains(Chore.SWEEP);
  }

  @Test
  void whatTakesLongToMeasureIsMeasuredSeldom() {
    Instant now = START.plus(MaintenanceSchedule.MEASURE_EVERY);
    janitor.step(now);
    janitor.measured(Duration.ofMillis(1), false, now);
    assertThat(janitor.step(now.plus(MaintenanceSchedule.MEASURE_EVERY))).contains(Chore.MEASURE);
    janitor.measured(Duration.ofSeconds(1), true, now);
    assertThat(janitor.step(now.plusSeconds(19))).doesNotContain(Chore.MEASURE);
    assertThat(janitor.step(now.plusSeconds(20))).contains(Chore.MEASURE);
    janitor.measured(Duration.ofHours(1), false, now);
    assertThat(janitor.step(now.plus(MaintenanceSchedule.SWEEP_EVERY))).contains(Chore.MEASURE);
    janitor.measured(Duration.ZERO, true, now);
    assertThat(janitor.step(now.plusMillis(50))).as("more to give back").contains(Chore.MEASURE);
  }

  @Test
  void whereMoreIsToBeTidiedItIsDoneSoon() {
    Instant tidy = START.plus(MaintenanceSchedule.TIDY_EVERY);
    assertThat(janitor.step(tidy)).contains(Chore.TIDY);
    janitor.tidied(false, tidy);
    assertThat(janitor.step(tidy.plusSeconds(1))).doesNotContain(Chore.TIDY);
    janitor.tidied(true, tidy.plusSeconds(1));
    assertThat(janitor.step(tidy.plusSeconds(1))).doesNotContain(Chore.TIDY);
    assertThat(janitor.step(tidy.plusSeconds(2))).contains(Chore.TIDY);
  }

  private static Duration every(Chore chore) {
    return switch (chore) {
      case TAKE_OVER -> TAKE_OVER;
      case SURVEY -> MaintenanceSchedule.SURVEY_EVERY;
      case TIDY -> MaintenanceSchedule.TIDY_EVERY;
      case MEASURE -> MaintenanceSchedule.MEASURE_EVERY;
      case SWEEP -> MaintenanceSchedule.SWEEP_EVERY;
    };
  }
}
