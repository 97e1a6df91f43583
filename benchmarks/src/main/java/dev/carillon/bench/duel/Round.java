package dev.carillon.bench.duel;

import dev.carillon.bench.program.Verdict;
import java.util.Map;

/**
 * What one contender did in one round.
 *
 * @param done how much it got done
 * @param nanos from its start to the end of the last
 * @param ownCpuNanos the processor time of the process that did it
 * @param receiverCpuNanos that of the receiver
 * @param verdict whether all of it arrived once
 * @param threadNanos the own process's processor time by groups of threads, as far as it is known
 * @param allocatedBytes what its threads allocated; 0 if that is not known
 */
public record Round(
    long done,
    long nanos,
    long ownCpuNanos,
    long receiverCpuNanos,
    Verdict verdict,
    Map<String, Long> threadNanos,
    long allocatedBytes) {

  /** A round of which is not known which threads did it. */
  public Round(long done, long nanos, long ownCpuNanos, long receiverCpuNanos, Verdict verdict) {
    this(done, nanos, ownCpuNanos, receiverCpuNanos, verdict, Map.of(), 0);
  }

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

  /** Microseconds of this group of threads for each. */
  public double threadMicros(String group) {
    return threadNanos.getOrDefault(group, 0L) / 1e3 / done;
  }

  /** Bytes that were allocated for each. */
  public double allocatedEach() {
    return (double) allocatedBytes / done;
  }
}
