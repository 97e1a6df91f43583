package dev.carillon.hooks.jdbc.packed;

import java.nio.ByteBuffer;

/**
 * Rows of numbers in few bytes. Each column has a base and as many bytes a row as its greatest
 * distance from that needs: none where all its numbers are equal. Any number is read without those
 * before it.
 *
 * <p>The bytes: the form's number (1), how many rows (4), how many columns (1); of each column its
 * base (8) and the bytes a row (1); then the columns one after the other, big-endian.
 */
public final class NumberTable {

  private static final byte VERSION = 1;
  private static final int HEAD = 6;
  private static final int COLUMN_HEAD = 9;

  private final ByteBuffer data;
  private final int rows;
  private final int[] starts;

  private NumberTable(ByteBuffer data, int rows, int[] starts) {
    this.data = data;
    this.rows = rows;
    this.starts = starts;
  }

  /** The bytes of a table with these columns, which are equally long. */
  static byte[] of(long[][] columns) {
    int rows = columns[0].length;
    long[] bases = new long[columns.length];
    int[] widths = new int[columns.length];
    int length = HEAD + columns.length * COLUMN_HEAD;
    for (int column = 0; column < columns.length; column++) {
      long least = rows == 0 ? 0 : Long.MAX_VALUE;
      long greatest = rows == 0 ? 0 : Long.MIN_VALUE;
      for (long value : columns[column]) {
        least = Math.min(least, value);
        greatest = Math.max(greatest, value);
      }
      bases[column] = least;
      // without a sign: the distance may be greater than the greatest long
      widths[column] = (Long.SIZE + 7 - Long.numberOfLeadingZeros(greatest - least)) / Byte.SIZE;
      length += rows * widths[column];
    }
    ByteBuffer out =
        ByteBuffer.allocate(length).put(VERSION).putInt(rows).put((byte) columns.length);
    for (int column = 0; column < columns.length; column++) {
      out.putLong(bases[column]).put((byte) widths[column]);
    }
    byte[] bytes = out.array();
    int at = out.position();
    for (int column = 0; column < columns.length; column++) {
      for (long value : columns[column]) {
        long rest = value - bases[column];
        for (int shift = (widths[column] - 1) * Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
          bytes[at++] = (byte) (rest >>> shift);
        }
      }
    }
    return bytes;
  }

  /** Reads what {@link #of} wrote. */
  public static NumberTable read(byte[] bytes) {
    ByteBuffer data = ByteBuffer.wrap(bytes);
    if (data.get(0) != VERSION) {
      throw new IllegalArgumentException("a table of an unknown form: " + data.get(0));
    }
    int rows = data.getInt(1);
    int columns = Byte.toUnsignedInt(data.get(5));
    int[] starts = new int[columns];
    int start = HEAD + columns * COLUMN_HEAD;
    for (int column = 0; column < columns; column++) {
      starts[column] = start;
      start += rows * data.get(HEAD + column * COLUMN_HEAD + 8);
    }
    if (start != bytes.length) {
      throw new IllegalArgumentException(
          "a table of %d bytes has %d".formatted(start, bytes.length));
    }
    return new NumberTable(data, rows, starts);
  }

  /** How many rows. */
  public int rows() {
    return rows;
  }

  /** One number. */
  public long at(int row, int column) {
    int head = HEAD + column * COLUMN_HEAD;
    int width = data.get(head + 8);
    int from = starts[column] + row * width;
    long rest = 0;
    for (int i = 0; i < width; i++) {
      rest = (rest << Byte.SIZE) | Byte.toUnsignedLong(data.get(from + i));
    }
    return data.getLong(head) + rest;
  }

  /** Writes all numbers of a column, one after the other. */
  public void copy(int column, long[] into, int at) {
    int head = HEAD + column * COLUMN_HEAD;
    int width = data.get(head + 8);
    long base = data.getLong(head);
    byte[] bytes = data.array();
    int from = data.arrayOffset() + starts[column];
    for (int row = 0; row < rows; row++) {
      long rest = 0;
      for (int end = from + width; from < end; from++) {
        rest = (rest << Byte.SIZE) | (bytes[from] & 0xff);
      }
      into[at + row] = base + rest;
    }
  }

  /** The row whose first number this is, where rows are sorted by it; -1 = there is none. */
  public int find(long first) {
    int row = behind(first);
    return row > 0 && at(row - 1, 0) == first ? row - 1 : -1;
  }

  /** How many rows have a first number that is not greater, where they are sorted by it. */
  public int behind(long first) {
    int low = 0;
    int high = rows;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (at(middle, 0) <= first) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
