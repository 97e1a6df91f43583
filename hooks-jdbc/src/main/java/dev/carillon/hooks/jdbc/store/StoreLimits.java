package dev.carillon.hooks.jdbc.store;

import java.time.Duration;

/**
 * When the store rearranges what it holds. Tests use tiny ones, so that a short history meets all
 * of it.
 *
 * @param chunk so many first tries are filed together at most
 * @param fileAt so many that are not filed are filed
 * @param fileAfter so old ones are filed, however few they are
 * @param spillAfter what has been open for so long gets a row
 * @param openMax so many are open without a row at most
 * @param lagMax so many numbers may lie between the mark and the last one
 */
public record StoreLimits(
    int chunk, int fileAt, Duration fileAfter, Duration spillAfter, int openMax, long lagMax) {

  /** What a start can read in seconds, and what costs little. */
  public static final StoreLimits DEFAULT =
      new StoreLimits(
          1_000, 10_000, Duration.ofMinutes(5), Duration.ofMinutes(15), 1_000_000, 2_000_000);
}
