package dev.carillon.hooks.jdbc.transaction;

import java.time.Duration;

/**
 * When a store thread begins its next group. Callers who were let go at the same moment come back
 * at about the same moment; without a pace the first of them would have a commit of their own, and
 * each commit costs about as much as ten tasks. So after a group that was not small the next one
 * begins when as many wait, or a while after the last one began, whichever is first.
 *
 * <p>Where several processes write to one database, each has a part of the callers, and would make
 * as many commits as one that has all of them. So the groups of each are further apart.
 *
 * @param spacingNanos between the beginnings of two groups, at most
 * @param smallGroupMax after a group of so many the next one begins at once
 */
record CommitPace(long spacingNanos, int smallGroupMax) {

  /** A group begins whenever a task waits. */
  static final CommitPace NONE = new CommitPace(0, 0);

  /** A task waits at most two milliseconds longer; four where there are others that write. */
  static final CommitPace WRITER = new CommitPace(Duration.ofMillis(2).toNanos(), 4);

  private static final int WRITERS_MAX = 2;

  /** The pace of each of so many that write to one database. */
  CommitPace among(int writers) {
    return new CommitPace(spacingNanos * Math.clamp(writers, 1, WRITERS_MAX), smallGroupMax);
  }

  /**
   * How long the next group may wait for company.
   *
   * @param lastGroup how many tasks the last group had
   * @param beganNanos when the last group began
   */
  long restNanos(int lastGroup, long beganNanos, long now) {
    return lastGroup <= smallGroupMax ? 0 : Math.max(0, spacingNanos - (now - beganNanos));
  }

  /** How many tasks are company enough. */
  int enough(int lastGroup) {
    return Math.max(1, lastGroup);
  }
}
