package dev.carillon.hooks.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Decides when the chores are due: taking over what dead nodes left, looking for what was
 * overlooked, tidying the journal, measuring the log, and step ⑧, sweeping old rows. A state
 * machine without I/O, like the dispatcher.
 */
public final class MaintenanceSchedule {

  /** How long a delivery that nobody handed over lies at most. */
  static final Duration SURVEY_EVERY = Duration.ofSeconds(2);

  /** How often old rows are looked for. */
  static final Duration SWEEP_EVERY = Duration.ofMinutes(10);

  /** A sweep removes so many at once, and makes a pause, so that deliveries are not held up. */
  static final int SWEEP_ROWS = 500;

  /** How often recorded events are prepared for being found. */
  static final Duration TIDY_EVERY = Duration.ofSeconds(5);

  /** How often it is measured how much the log takes, where that is limited. */
  static final Duration MEASURE_EVERY = Duration.ofSeconds(2);

  /** Measuring takes no more than this part of the time: a long log is measured seldom. */
  private static final int MEASURE_SHARE = 20;

  private static final Duration TIDY_PAUSE = Duration.ofMillis(10);

  private static final Duration SWEEP_PAUSE = Duration.ofMillis(200);

  /** The log must shrink more quickly than others let it grow. */
  private static final Duration URGENT_SWEEP_PAUSE = Duration.ofMillis(10);

  private final Duration takeOverEvery;
  private Instant takeOverAt = Instant.MIN;
  private Instant surveyAt = Instant.MIN;
  private Instant tidyAt;
  private Instant measureAt;
  private Instant sweepAt;

  /**
   * A janitor at the start.
   *
   * @param takeOverEvery how often is looked for what dead nodes left
   * @param now the engine's clock
   */
  public MaintenanceSchedule(Duration takeOverEvery, Instant now) {
    this.takeOverEvery = takeOverEvery;
    this.tidyAt = now.plus(TIDY_EVERY);
    this.measureAt = now.plus(MEASURE_EVERY);
    this.sweepAt = now.plus(SWEEP_EVERY);
  }

  /** The chores that are due now. */
  public List<Chore> step(Instant now) {
    List<Chore> due = new ArrayList<>();
    if (!takeOverAt.isAfter(now)) {
      takeOverAt = now.plus(takeOverEvery);
      due.add(Chore.TAKE_OVER);
    }
    if (!surveyAt.isAfter(now)) {
      surveyAt = now.plus(SURVEY_EVERY);
      due.add(Chore.SURVEY);
    }
    if (!tidyAt.isAfter(now)) {
      tidyAt = now.plus(TIDY_EVERY);
      due.add(Chore.TIDY);
    }
    if (!measureAt.isAfter(now)) {
      measureAt = now.plus(MEASURE_EVERY);
      due.add(Chore.MEASURE);
    }
    if (!sweepAt.isAfter(now)) {
      sweepAt = now.plus(SWEEP_EVERY);
      due.add(Chore.SWEEP);
    }
    return due;
  }

  /** Less is to be kept than before: old rows are looked for at once. */
  public void narrowed(Instant now) {
    sweepAt = now;
  }

  /**
   * The log was measured.
   *
   * @param took how long that took: the longer, the later it is done again
   * @param more whether there is more to do about its size than to sweep
   */
  public void measured(Duration took, boolean more, Instant now) {
    Duration pause = took.multipliedBy(MEASURE_SHARE);
    Duration most = pause.compareTo(SWEEP_EVERY) < 0 ? pause : SWEEP_EVERY;
    Duration next = more ? TIDY_PAUSE.multipliedBy(5) : MEASURE_EVERY;
    measureAt = now.plus(most.compareTo(next) > 0 ? most : next);
  }

  /**
   * A sweep has ended; where more is left, the next one comes soon.
   *
   * @param urgent whether the log is too large
   * @param took how long the sweep took: others get the store for as long
   */
  public void swept(boolean more, boolean urgent, Duration took, Instant now) {
    Duration least = took.compareTo(URGENT_SWEEP_PAUSE) > 0 ? took : URGENT_SWEEP_PAUSE;
    if (more) {
      sweepAt = now.plus(urgent && least.compareTo(SWEEP_PAUSE) < 0 ? least : SWEEP_PAUSE);
    }
  }

  /** The journal was tidied; where more is left, it goes on soon. */
  public void tidied(boolean more, Instant now) {
    if (more) {
      tidyAt = now.plus(TIDY_PAUSE);
    }
  }

  /** When the next chore is due. */
  public Instant wakeAt() {
    return Collections.min(List.of(takeOverAt, surveyAt, tidyAt, measureAt, sweepAt));
  }

  /** What has to be done from time to time. */
  public enum Chore {
    /** Look for what dead nodes left that was not there before. */
    TAKE_OVER,
    /** Read the webhooks and each one's earliest due time. */
    SURVEY,
    /** Prepare events for being found by their subject. */
    TIDY,
    /** Find out whether the log takes too much, and give back what it needs no more. */
    MEASURE,
    /** Remove rows whose retention has ended. */
    SWEEP
  }
}
