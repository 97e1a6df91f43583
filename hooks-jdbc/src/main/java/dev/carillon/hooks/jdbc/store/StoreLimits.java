package dev.carillon.hooks.jdbc.store;

import java.time.Duration;

/**
 * When the store rearranges what it holds. Tests use tiny ones, so that a short history meets all
 * of it.
 *
 * @param chunk the most first attempts in a chunk
 * @param fileAt the number of unfiled first attempts that starts filing
 * @param fileAfter the age of the oldest unfiled one that starts filing, however few there are
 * @param spillAfter how long a delivery may be open without a row
 * @param openMax the most deliveries that may be open without a row
 * @param lagMax the most numbers between the mark and the last one
 */
public record StoreLimits(
    int chunk, int fileAt, Duration fileAfter, Duration spillAfter, int openMax, long lagMax) {

  /** What a start can read in seconds, and what costs little. */
  public static final StoreLimits DEFAULT =
      new StoreLimits(
          1_000, 10_000, Duration.ofMinutes(5), Duration.ofMinutes(15), 1_000_000, 2_000_000);
}
