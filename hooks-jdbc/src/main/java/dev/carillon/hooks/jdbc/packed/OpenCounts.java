package dev.carillon.hooks.jdbc.packed;

/**
 * How many are open in each block of numbers, from the lowest block that has any to the highest:
 * the blocks before it are resolved. A few bytes for thousands of numbers.
 */
final class OpenCounts {

  private static final int FEW = 64;

  private final int shift;

  /** A ring: the count of a block lies at the remainder of its number. All others are 0. */
  private int[] ring = new int[FEW];

  private long low;
  private long high = -1;

  /**
   * Nothing is open.
   *
   * @param shift a block has two to the power of this numbers
   */
  OpenCounts(int shift) {
    this.shift = shift;
  }

  void add(long number) {
    long block = number >>> shift;
    if (isEmpty()) {
      low = block;
      high = block;
    }
    grow(Math.min(low, block), Math.max(high, block));
    ring[place(block)]++;
  }

  void remove(long number) {
    ring[place(number >>> shift)]--;
    while (low <= high && ring[place(low)] == 0) {
      low++;
    }
  }

  boolean isEmpty() {
    return low > high;
  }

  /** The number before the lowest block that has something open. */
  long below() {
    return (low << shift) - 1;
  }

  private int place(long block) {
    return (int) (block & (ring.length - 1));
  }

  private void grow(long from, long to) {
    if (to - from >= ring.length) {
      int[] old = ring;
      int length = ring.length;
      while (to - from >= length) {
        length = Math.multiplyExact(length, 2);
      }
      ring = new int[length];
      for (long block = low; block <= high; block++) {
        ring[place(block)] = old[(int) (block & (old.length - 1))];
      }
    }
    low = from;
    high = to;
  }
}
