package dev.carillon.hooks.jdbc.packed;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Many {@link FirstAttempt}s without an object for each: columns of numbers, gathered from tables
 * and then read in the order of the deliveries.
 */
public final class FirstAttemptColumns {

  /** So many bits of a number that is sorted say where the row is. */
  private static final int INDEX_BITS = 24;

  private final long from;
  private final long to;
  private final long[][] columns = new long[FirstAttempt.COLUMNS][];
  private long[] ended = new long[0];
  private int size;
  private int[] order = {};

  /** Takes those that ended at or after {@code from} and before {@code to}. */
  public FirstAttemptColumns(long from, long to) {
    this.from = from;
    this.to = to;
    Arrays.fill(columns, ended);
  }

  /** Takes what a table has. */
  public void add(NumberTable table) {
    int end = size + table.rows();
    if (end > ended.length) {
      int length = Math.max(end, 2 * ended.length);
      for (int column = 0; column < columns.length; column++) {
        columns[column] = Arrays.copyOf(columns[column], length);
      }
      ended = Arrays.copyOf(ended, length);
    }
    for (int column = 0; column < columns.length; column++) {
      table.copy(column, columns[column], size);
    }
    int kept = size;
    for (int row = size; row < end; row++) {
      long endedAt =
          columns[FirstAttempt.CREATED][row] + columns[FirstAttempt.ENDED_AFTER_CREATED][row];
      if (endedAt >= from && endedAt < to) {
        if (kept < row) {
          move(row, kept);
        }
        ended[kept++] = endedAt;
      }
    }
    size = kept;
  }

  private void move(int row, int into) {
    for (long[] column : columns) {
      column[into] = column[row];
    }
  }

  /** From now on places are in the order of the deliveries; one that is there twice counts once. */
  public void sort() {
    long[] sequences = columns[FirstAttempt.SEQUENCE];
    long least = Long.MAX_VALUE;
    long greatest = Long.MIN_VALUE;
    for (int row = 0; row < size; row++) {
      least = Math.min(least, sequences[row]);
      greatest = Math.max(greatest, sequences[row]);
    }
    long range = greatest - least;
    order = new int[size];
    if (size < 1 << INDEX_BITS && range >= 0 && range < 1L << (Long.SIZE - 1 - INDEX_BITS)) {
      long[] keys = new long[size];
      for (int row = 0; row < size; row++) {
        keys[row] = (sequences[row] - least) << INDEX_BITS | row;
      }
      Arrays.sort(keys);
      for (int place = 0; place < size; place++) {
        order[place] = (int) (keys[place] & ((1 << INDEX_BITS) - 1));
      }
    } else {
      order =
          IntStream.range(0, size)
              .boxed()
              .sorted(Comparator.comparingLong(row -> sequences[row]))
              .mapToInt(row -> row)
              .toArray();
    }
    int kept = 0;
    for (int row : order) {
      if (kept == 0 || sequences[row] != sequences[order[kept - 1]]) {
        order[kept++] = row;
      }
    }
    order = Arrays.copyOf(order, kept);
  }

  /** How many there are. */
  public int size() {
    return order.length;
  }

  /** The one at a place. */
  public FirstAttempt get(int place) {
    int row = order[place];
    return new FirstAttempt(
        sequence(place),
        ordinal(place),
        webhook(place),
        columns[FirstAttempt.CREATED][row],
        ended[row],
        at(place),
        duration(place),
        status(place),
        revision(place),
        userAgent(place));
  }

  /** The delivery at a place. */
  public long sequence(int place) {
    return columns[FirstAttempt.SEQUENCE][order[place]];
  }

  /** Its place among the deliveries that were recorded with its event. */
  public int ordinal(int place) {
    return (int) columns[FirstAttempt.ORDINAL][order[place]];
  }

  /** The number of its event. */
  public long event(int place) {
    int row = order[place];
    return columns[FirstAttempt.SEQUENCE][row] - 1 - (int) columns[FirstAttempt.ORDINAL][row];
  }

  /** Whom it was for. */
  public long webhook(int place) {
    return columns[FirstAttempt.WEBHOOK][order[place]];
  }

  /** When the attempt began. */
  public long at(int place) {
    int row = order[place];
    return ended[row] - columns[FirstAttempt.ENDED_AFTER_AT][row];
  }

  /** How long it took. */
  public long duration(int place) {
    return columns[FirstAttempt.DURATION][order[place]];
  }

  /** The status of the response. */
  public int status(int place) {
    return (int) columns[FirstAttempt.STATUS][order[place]];
  }

  /** The revision of the webhook; 0 = not known. */
  public int revision(int place) {
    return (int) columns[FirstAttempt.REVISION][order[place]];
  }

  /** The number of who sent it; 0 = not known. */
  public int userAgent(int place) {
    return (int) columns[FirstAttempt.USER_AGENT][order[place]];
  }
}
