package dev.carillon.hooks.jdbc.packed;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * What is open for one webhook, in memory: 8 bytes a delivery, in blocks. Sequences only grow;
 * times mostly do, but a clock may be set back: then another block begins, and reads in the order
 * of times merge the blocks. Not for several threads at once.
 */
public final class OpenSet {

  private final long webhook;

  /** In the order of sequences; each but the last has something open. */
  private final ArrayList<OpenBlock> blocks = new ArrayList<>();

  private int size;

  /** Nothing is open for this webhook. */
  public OpenSet(long webhook) {
    this.webhook = webhook;
  }

  /**
   * Adds one; sequences come in ascending order.
   *
   * @throws IllegalArgumentException if one with this sequence or a greater one was added before
   */
  public void add(long sequence, int ordinal, long recordedAt) {
    OpenBlock last = blocks.isEmpty() ? null : blocks.getLast();
    if (last != null && sequence <= last.last()) {
      throw new IllegalArgumentException(
          "delivery %d comes after %d".formatted(sequence, last.last()));
    }
    if (last == null || !last.takes(sequence, recordedAt)) {
      if (last != null && last.open() == 0) {
        blocks.removeLast();
      }
      last = new OpenBlock(webhook, sequence, recordedAt);
      blocks.add(last);
    }
    last.add(sequence, ordinal, recordedAt);
    size++;
  }

  /** Closes one; whether it was open. */
  public boolean close(long sequence) {
    int block = blockOf(sequence);
    int place = block < 0 ? -1 : blocks.get(block).find(sequence);
    if (place < 0) {
      return false;
    }
    blocks.get(block).close(place);
    size--;
    if (blocks.get(block).open() == 0 && block < blocks.size() - 1) {
      blocks.remove(block);
    }
    return true;
  }

  /** One that is open, or null. */
  public @Nullable OpenDelivery get(long sequence) {
    int block = blockOf(sequence);
    int place = block < 0 ? -1 : blocks.get(block).find(sequence);
    return place < 0 ? null : blocks.get(block).get(place);
  }

  /** The block that has this sequence if one has; -1 = none. */
  private int blockOf(long sequence) {
    int low = 0;
    int high = blocks.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (blocks.get(middle).base() <= sequence) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  /** How many are open. */
  public int size() {
    return size;
  }

  /** The open deliveries with sequences between these two, ascending. */
  public List<OpenDelivery> after(long sequence, long below, int limit) {
    List<OpenDelivery> found = new ArrayList<>();
    for (int i = Math.max(0, blockOf(sequence)); i < blocks.size(); i++) {
      OpenBlock block = blocks.get(i);
      for (int place = block.next(block.behind(sequence));
          place >= 0;
          place = block.next(place + 1)) {
        if (found.size() == limit || block.sequence(place) >= below) {
          return found;
        }
        found.add(block.get(place));
      }
    }
    return found;
  }

  /** The open deliveries with lesser sequences, descending. */
  public List<OpenDelivery> before(long sequence, int limit) {
    List<OpenDelivery> found = new ArrayList<>();
    for (int i = blockOf(sequence); i >= 0; i--) {
      OpenBlock block = blocks.get(i);
      for (int place = block.previous(block.behind(sequence - 1) - 1);
          place >= 0;
          place = block.previous(place - 1)) {
        if (found.size() == limit) {
          return found;
        }
        found.add(block.get(place));
      }
    }
    return found;
  }

  /**
   * The open deliveries recorded by {@code until}, in the order of times and sequences.
   *
   * @param time only those that come after this time and sequence in that order
   */
  public List<OpenDelivery> due(long until, long time, long sequence, int limit) {
    PriorityQueue<Cursor> heads = new PriorityQueue<>(Cursor.ORDER);
    for (OpenBlock block : blocks) {
      if (block.end() >= time && block.start() <= until) {
        offer(heads, block, block.next(block.behind(time, sequence)), until);
      }
    }
    List<OpenDelivery> found = new ArrayList<>();
    while (found.size() < limit && !heads.isEmpty()) {
      Cursor head = heads.remove();
      found.add(head.block.get(head.place));
      offer(heads, head.block, head.block.next(head.place + 1), until);
    }
    return found;
  }

  private static void offer(PriorityQueue<Cursor> heads, OpenBlock block, int place, long until) {
    if (place >= 0 && block.time(place) <= until) {
      heads.add(new Cursor(block, place, block.time(place), block.sequence(place)));
    }
  }

  /** How many were recorded by then; counting stops at {@code max}. */
  public int dueCount(long until, int max) {
    int count = 0;
    for (OpenBlock block : blocks) {
      if (count >= max) {
        break;
      }
      count += block.end() <= until ? block.open() : block.openBefore(block.until(until));
    }
    return Math.min(count, max);
  }

  /** When the first of them was recorded; empty where nothing is open. */
  public OptionalLong earliest() {
    return blocks.stream().filter(block -> block.open() > 0).mapToLong(OpenBlock::earliest).min();
  }

  /** All that are open, ascending. */
  LongStream sequences() {
    return blocks.stream().flatMapToLong(OpenBlock::sequences);
  }

  /** A place in a block, in the order of times and sequences. */
  private record Cursor(OpenBlock block, int place, long time, long sequence) {
    static final Comparator<Cursor> ORDER =
        Comparator.comparingLong(Cursor::time).thenComparingLong(Cursor::sequence);
  }
}
