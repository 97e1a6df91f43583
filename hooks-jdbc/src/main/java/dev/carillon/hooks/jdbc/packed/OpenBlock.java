package dev.carillon.hooks.jdbc.packed;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Some open deliveries of one webhook, 8 bytes each, in ascending order both of their sequences and
 * of the times when they were recorded. One entry, from its highest bits: how far its sequence is
 * behind the first one's (16), its ordinal (16), how many microseconds later it was recorded than
 * the first one (31), whether it is closed (1).
 */
final class OpenBlock {

  static final int ENTRIES_MAX = 4_096;

  private static final int OFFSET_SHIFT = 48;
  private static final int OFFSET_MAX = 0xffff;
  private static final int ORDINAL_SHIFT = 32;
  private static final long ORDINAL_MAX = 0xffff;
  private static final long LATER_MAX = (1L << 31) - 1;
  private static final long CLOSED = 1;
  private static final int FEW = 16;

  private final long webhook;
  private final long base;
  private final long start;
  private long[] entries = new long[FEW];
  private int count;
  private int open;

  /** All before it are closed. */
  private int first;

  OpenBlock(long webhook, long base, long start) {
    this.webhook = webhook;
    this.base = base;
    this.start = start;
  }

  /** The least sequence that it can have. */
  long base() {
    return base;
  }

  /** When the first one was recorded; none was earlier. */
  long start() {
    return start;
  }

  /** When the last one was recorded; none was later. */
  long end() {
    return count == 0 ? start : time(count - 1);
  }

  /** The greatest sequence that it was ever given and that is not forgotten. */
  long last() {
    return count == 0 ? base - 1 : sequence(count - 1);
  }

  /** How many are open. */
  int open() {
    return open;
  }

  /** Whether one more with this sequence and time can be added. */
  boolean takes(long sequence, long recordedAt) {
    return count < ENTRIES_MAX
        && sequence - base <= OFFSET_MAX
        && recordedAt >= end()
        && recordedAt - start <= LATER_MAX;
  }

  void add(long sequence, int ordinal, long recordedAt) {
    if (count == entries.length) {
      entries = Arrays.copyOf(entries, Math.min(ENTRIES_MAX, 2 * count));
    }
    entries[count++] =
        (sequence - base) << OFFSET_SHIFT
            | (ordinal & ORDINAL_MAX) << ORDINAL_SHIFT
            | (recordedAt - start) << 1;
    open++;
  }

  /** Its place; -1 = it is not open. */
  int find(long sequence) {
    int place = behind(sequence) - 1;
    return place >= 0 && sequence(place) == sequence && isOpen(place) ? place : -1;
  }

  /** How many have a sequence that is not greater. */
  int behind(long sequence) {
    return first(place -> sequence(place) > sequence);
  }

  /** How many were recorded at this time or before. */
  int until(long time) {
    return first(place -> time(place) > time);
  }

  /** How many come before this place in the order of times and sequences, or are at it. */
  int behind(long time, long sequence) {
    return first(
        place -> time(place) > time || (time(place) == time && sequence(place) > sequence));
  }

  /** The first place that is beyond something, as all that follow are; the end if none is. */
  private int first(IntPredicate beyond) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (beyond.test(middle)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** The first place from here on that is open; -1 = none. */
  int next(int from) {
    for (int place = Math.max(from, first); place < count; place++) {
      if (isOpen(place)) {
        return place;
      }
    }
    return -1;
  }

  /** The last place down from here that is open; -1 = none. */
  int previous(int from) {
    for (int place = Math.min(from, count - 1); place >= first; place--) {
      if (isOpen(place)) {
        return place;
      }
    }
    return -1;
  }

  /** How many of the first places are open. */
  int openBefore(int end) {
    int found = 0;
    for (int place = first; place < end; place++) {
      if (isOpen(place)) {
        found++;
      }
    }
    return found;
  }

  /** When the earliest open one was recorded. */
  long earliest() {
    return time(first);
  }

  /** Closes one that is open. What is closed is forgotten once it is most of the block. */
  void close(int place) {
    entries[place] |= CLOSED;
    open--;
    while (first < count && !isOpen(first)) {
      first++;
    }
    if (count >= 4 * FEW && open < count / 4) {
      compact();
    }
  }

  private void compact() {
    long[] kept = new long[Math.max(FEW, open)];
    int next = 0;
    for (int place = first; place < count; place++) {
      if (isOpen(place)) {
        kept[next++] = entries[place];
      }
    }
    entries = kept;
    count = next;
    first = 0;
  }

  private boolean isOpen(int place) {
    return (entries[place] & CLOSED) == 0;
  }

  long sequence(int place) {
    return base + (entries[place] >>> OFFSET_SHIFT);
  }

  long time(int place) {
    return start + ((entries[place] & 0xffff_ffffL) >>> 1);
  }

  LongStream sequences() {
    return IntStream.range(first, count).filter(this::isOpen).mapToLong(this::sequence);
  }

  OpenDelivery get(int place) {
    long sequence = sequence(place);
    long ordinal = entries[place] >>> ORDINAL_SHIFT & ORDINAL_MAX;
    return new OpenDelivery(webhook, sequence, sequence - 1 - ordinal, time(place));
  }
}
