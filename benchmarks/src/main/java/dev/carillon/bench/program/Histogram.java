package dev.carillon.bench.program;

import java.util.Arrays;

/**
 * How long things took: counts in buckets whose width is at most 1/64 of their value, from a
 * microsecond up to an hour. One thread writes.
 */
public final class Histogram {

  private static final int SUB_BITS = 6;
  private static final int SUB = 1 << SUB_BITS;
  private static final long MICROS_MAX = 3_600_000_000L;

  private final long[] counts = new long[index(MICROS_MAX) + 1];
  private long total;
  private long negative;

  /** One took so long; less than nothing counts as nothing, and is told by {@link #negative}. */
  public void record(long nanos) {
    if (nanos < 0) {
      negative++;
    }
    counts[index(Math.clamp(nanos / 1000, 0, MICROS_MAX))]++;
    total++;
  }

  /** How many were recorded. */
  public long total() {
    return total;
  }

  /** How many took less than nothing. */
  public long negative() {
    return negative;
  }

  /** Adds all that the other has. */
  public void add(Histogram other) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] += other.counts[i];
    }
    total += other.total;
    negative += other.negative;
  }

  /**
   * The milliseconds within which this share of all was done, to 1/64.
   *
   * @param share such as 0.99
   * @throws IllegalStateException if nothing was recorded
   */
  public double millis(double share) {
    if (total == 0) {
      throw new IllegalStateException("nothing was recorded");
    }
    long wanted = Math.max(1, (long) Math.ceil(share * total));
    long seen = 0;
    for (int i = 0; i < counts.length; i++) {
      seen += counts[i];
      if (seen >= wanted) {
        return highest(i) / 1000.0;
      }
    }
    throw new IllegalStateException("counts do not add up: " + Arrays.stream(counts).sum());
  }

  /** Values below 128 have a bucket each; above, each doubling has 64. */
  private static int index(long micros) {
    if (micros < 2 * SUB) {
      return (int) micros;
    }
    int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(micros) - SUB_BITS;
    return (shift << SUB_BITS) + (int) (micros >>> shift);
  }

  /** The greatest value that falls into the bucket. */
  private static long highest(int index) {
    if (index < 2 * SUB) {
      return index;
    }
    int shift = (index >>> SUB_BITS) - 1;
    long lowest = (long) (index - (shift << SUB_BITS)) << shift;
    return lowest + (1L << shift) - 1;
  }
}
