package dev.carillon.bench.duel;

import dev.carillon.bench.program.Verdict;

/**
 * What one contender did in one round.
 *
 * @param done how much it got done
 * @param nanos from its start to the end of the last
 * @param ownCpuNanos the processor time of the process that did it
 * @param receiverCpuNanos that of the receiver
 * @param verdict whether all of it arrived once
 */
public record Round(
    long done, long nanos, long ownCpuNanos, long receiverCpuNanos, Verdict verdict) {

  /** How much it got done in a second. */
  public double rate() {
    return done * 1e9 / nanos;
  }

  /** Microseconds of the own process's processor time for each. */
  public double ownMicros() {
    return ownCpuNanos / 1e3 / done;
  }

  /** Microseconds of the receiver's processor time for each. */
  public double receiverMicros() {
    return receiverCpuNanos / 1e3 / done;
  }
}
