package dev.carillon.hooks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.engine.Maintenance.Chore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class MaintenanceTest {

  private static final Instant START = Instant.parse("2026-03-04T05:06:07Z");
  private static final Duration TAKE_OVER = Duration.ofSeconds(3);
  private static final Duration ALMOST = Duration.ofNanos(1);

  private final Maintenance.Schedule schedule = new Maintenance.Schedule(TAKE_OVER, START);

  @Test
  void atTheStartWhatDeadNodesLeftIsLookedForAndTheWebhooksAreRead() {
    assertThat(schedule.step(START)).containsExactly(Chore.TAKE_OVER, Chore.SURVEY);
    assertThat(schedule.step(START)).isEmpty();
  }

  @Test
  void eachChoreComesAgainWhenItIsDueAndNotBefore() {
    for (Chore chore : Chore.values()) {
      Duration every = every(chore);
      Maintenance.Schedule other = new Maintenance.Schedule(TAKE_OVER, START);
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
    assertThat(schedule.wakeAt()).isEqualTo(Instant.MIN);
    schedule.step(START);
    List<Duration> all = List.of(TAKE_OVER, Maintenance.SURVEY_EVERY, Maintenance.PURGE_EVERY);
    Duration first = all.stream().min(Duration::compareTo).orElseThrow();
    assertThat(schedule.wakeAt()).isEqualTo(START.plus(first));

    Maintenance.Schedule surveys = new Maintenance.Schedule(Duration.ofHours(1), START);
    surveys.step(START);
    assertThat(surveys.wakeAt()).isEqualTo(START.plus(Maintenance.SURVEY_EVERY));
    Instant purge = START.plus(Maintenance.PURGE_EVERY);
    surveys.step(purge.minus(ALMOST));
    assertThat(surveys.wakeAt()).isEqualTo(purge);
  }

  @Test
  void aFullPurgeIsFollowedByAnotherSoonAndAShortOneIsNot() {
    Instant purge = START.plus(Maintenance.PURGE_EVERY);
    assertThat(schedule.step(purge)).contains(Chore.PURGE);
    schedule.purged(false, false, Duration.ZERO, purge);
    assertThat(schedule.step(purge.plusSeconds(1))).doesNotContain(Chore.PURGE);
    schedule.purged(true, false, Duration.ZERO, purge.plusSeconds(1));
    assertThat(schedule.step(purge.plusSeconds(1))).doesNotContain(Chore.PURGE);
    assertThat(schedule.step(purge.plusSeconds(2))).contains(Chore.PURGE);
  }

  @Test
  void whereLessIsToBeKeptThanBeforeItIsPurgedAtOnceAndThenAsUsual() {
    Instant now = START.plusSeconds(1);
    schedule.step(now);
    schedule.narrowed(now);
    assertThat(schedule.wakeAt()).isEqualTo(now);
    assertThat(schedule.step(now)).containsExactly(Chore.PURGE);
    assertThat(schedule.step(now.plus(Maintenance.PURGE_EVERY).minus(ALMOST)))
        .doesNotContain(Chore.PURGE);
  }

  @Test
  void aLogThatIsTooLargeIsPurgedWithHardlyAPause() {
    Instant purge = START.plus(Maintenance.PURGE_EVERY);
    schedule.step(purge);
    schedule.purged(true, true, Duration.ZERO, purge);
    assertThat(schedule.step(purge.plusMillis(10))).contains(Chore.PURGE);
    schedule.purged(true, true, Duration.ofMillis(50), purge);
    assertThat(schedule.step(purge.plusMillis(49))).as("half the time").doesNotContain(Chore.PURGE);
    assertThat(schedule.step(purge.plusMillis(50))).contains(Chore.PURGE);
  }

  @Test
  void whatTakesLongToMeasureIsMeasuredSeldom() {
    Instant now = START.plus(Maintenance.MEASURE_EVERY);
    schedule.step(now);
    schedule.measured(Duration.ofMillis(1), false, now);
    assertThat(schedule.step(now.plus(Maintenance.MEASURE_EVERY))).contains(Chore.MEASURE);
    schedule.measured(Duration.ofSeconds(1), true, now);
    assertThat(schedule.step(now.plusSeconds(19))).doesNotContain(Chore.MEASURE);
    assertThat(schedule.step(now.plusSeconds(20))).contains(Chore.MEASURE);
    schedule.measured(Duration.ofHours(1), false, now);
    assertThat(schedule.step(now.plus(Maintenance.PURGE_EVERY))).contains(Chore.MEASURE);
    schedule.measured(Duration.ZERO, true, now);
    assertThat(schedule.step(now.plusMillis(50))).as("more to give back").contains(Chore.MEASURE);
  }

  @Test
  void whereMoreIsToBeTidiedItIsDoneSoon() {
    Instant tidy = START.plus(Maintenance.TIDY_EVERY);
    assertThat(schedule.step(tidy)).contains(Chore.TIDY);
    schedule.tidied(false, tidy);
    assertThat(schedule.step(tidy.plusSeconds(1))).doesNotContain(Chore.TIDY);
    schedule.tidied(true, tidy.plusSeconds(1));
    assertThat(schedule.step(tidy.plusSeconds(1))).doesNotContain(Chore.TIDY);
    assertThat(schedule.step(tidy.plusSeconds(2))).contains(Chore.TIDY);
  }

  private static Duration every(Chore chore) {
    return switch (chore) {
      case TAKE_OVER -> TAKE_OVER;
      case SURVEY -> Maintenance.SURVEY_EVERY;
      case TIDY -> Maintenance.TIDY_EVERY;
      case MEASURE -> Maintenance.MEASURE_EVERY;
      case PURGE -> Maintenance.PURGE_EVERY;
    };
  }
}
