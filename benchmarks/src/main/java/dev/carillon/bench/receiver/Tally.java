package dev.carillon.bench.receiver;

import dev.carillon.bench.program.Key;
import java.util.Arrays;

/** How often each id came and when first: an open-addressed table of numbers. One thread. */
public final class Tally {

  private long[] high;
  private long[] low;
  private long[] firstNanos;
  private int[] counts;
  private int size;
  private long total;

  /** An empty tally with room for so many ids before it must grow. */
  public Tally(int room) {
    allocate(Integer.highestOneBit(Math.max(16, room) * 2 - 1) * 2);
  }

  /** The id came once more, at this time by {@link System#nanoTime}. */
  public void add(long idHigh, long idLow, long nanos) {
    total++;
    int slot = slot(idHigh, idLow);
    if (counts[slot]++ == 0) {
      high[slot] = idHigh;
      low[slot] = idLow;
      firstNanos[slot] = nanos;
      if (++size * 2 > counts.length) {
        grow();
      }
    }
  }

  /** Forgets everything. */
  public void clear() {
    Arrays.fill(counts, 0);
    size = 0;
    total = 0;
  }

  /** How often the id came. */
  public int count(Key key) {
    return counts[slot(key.high(), key.low())];
  }

  /** When the id came first; only where it came. */
  public long firstNanos(Key key) {
    return firstNanos[slot(key.high(), key.low())];
  }

  /** How many different ids came. */
  public int size() {
    return size;
  }

  /** How many requests came, repeated ones included. */
  public long total() {
    return total;
  }

  /** Shows each id once. */
  public <E extends Exception> void each(Visitor<E> visitor) throws E {
    for (int slot = 0; slot < counts.length; slot++) {
      if (counts[slot] > 0) {
        visitor.visit(high[slot], low[slot], counts[slot], firstNanos[slot]);
      }
    }
  }

  private int slot(long idHigh, long idLow) {
    int mask = counts.length - 1;
    long mixed = (idHigh ^ idLow * 0x9E3779B97F4A7C15L) * 0xBF58476D1CE4E5B9L;
    int slot = (int) (mixed >>> 32) & mask;
    while (counts[slot] > 0 && (high[slot] != idHigh || low[slot] != idLow)) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldHigh = high;
    long[] oldLow = low;
    long[] oldNanos = firstNanos;
    int[] oldCounts = counts;
    allocate(oldCounts.length * 2);
    for (int i = 0; i < oldCounts.length; i++) {
      if (oldCounts[i] > 0) {
        int slot = slot(oldHigh[i], oldLow[i]);
        high[slot] = oldHigh[i];
        low[slot] = oldLow[i];
        firstNanos[slot] = oldNanos[i];
        counts[slot] = oldCounts[i];
      }
    }
  }

  private void allocate(int slots) {
    high = new long[slots];
    low = new long[slots];
    firstNanos = new long[slots];
    counts = new int[slots];
  }

  /**
   * Is shown ids.
   *
   * @param <E> what it may throw
   */
  @FunctionalInterface
  public interface Visitor<E extends Exception> {
    /** One id, how often it came, and when first. */
    void visit(long idHigh, long idLow, int count, long nanos) throws E;
  }
}
