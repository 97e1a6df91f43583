package dev.carillon.server.webhooks.proof;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Which attempts are hashed into a segment, in the order of its leaves: by the delivery's number,
 * then by the attempt's. Of each leaf it keeps the first bytes of the hash, so that a check names
 * the attempt that was changed. Most deliveries have one attempt: then one takes five or six bytes.
 *
 * @param entries the deliveries, by their numbers
 * @param prints the first four bytes of the hash of each leaf
 */
record SegmentList(List<Entry> entries, List<Integer> prints) {

  private static final int DIGIT_BITS = 7;
  private static final int MORE = 1 << DIGIT_BITS;

  SegmentList {
    entries = List.copyOf(entries);
    prints = List.copyOf(prints);
  }

  /** The list of these leaves, which are sorted, as it is stored. */
  static byte[] of(LeafList leaves) {
    ByteArrayOutputStream out = new ByteArrayOutputStream((1 + Integer.BYTES) * leaves.size());
    int deliveries = 0;
    for (int place = 0; place < leaves.size(); place++) {
      boolean another = place == 0 || leaves.sequence(place) != leaves.sequence(place - 1);
      deliveries += another ? 1 : 0;
    }
    write(out, deliveries);
    long before = 0;
    for (int from = 0; from < leaves.size(); ) {
      long sequence = leaves.sequence(from);
      int to = from + 1;
      while (to < leaves.size() && leaves.sequence(to) == sequence) {
        to++;
      }
      boolean alone = leaves.attempt(from) == 1 && to - from == 1;
      write(out, (sequence - before) << 1 | (alone ? 0 : 1));
      if (!alone) {
        write(out, leaves.attempt(from));
        write(out, to - from);
      }
      before = sequence;
      from = to;
    }
    for (int place = 0; place < leaves.size(); place++) {
      out.write(leaves.hashes(), LeafList.hashOf(place), Integer.BYTES);
    }
    return out.toByteArray();
  }

  /** The numbers of all deliveries. */
  List<Long> sequences() {
    return entries.stream().map(Entry::sequence).toList();
  }

  /** The deliveries by their numbers. */
  Map<Long, Entry> byDelivery() {
    return entries.stream().collect(Collectors.toMap(Entry::sequence, entry -> entry));
  }

  /** Whether it has an attempt. */
  boolean has(long sequence, int attempt) {
    return entries.stream().anyMatch(one -> one.sequence() == sequence && one.has(attempt));
  }

  /**
   * Reads a stored list.
   *
   * @throws IllegalArgumentException if it is none
   */
  static SegmentList read(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      List<Entry> entries = new ArrayList<>();
      long before = 0;
      int leaves = 0;
      for (long left = number(in); left > 0; left--) {
        long step = number(in);
        boolean alone = (step & 1) == 0;
        before += step >>> 1;
        Entry entry =
            alone
                ? new Entry(before, 1, 1)
                : new Entry(before, Math.toIntExact(number(in)), Math.toIntExact(number(in)));
        entries.add(entry);
        leaves = Math.addExact(leaves, entry.attempts());
      }
      if (in.remaining() != Math.multiplyExact(leaves, Integer.BYTES)) {
        throw new IllegalArgumentException("the list has no hash for each of its attempts");
      }
      List<Integer> prints = new ArrayList<>();
      while (in.hasRemaining()) {
        prints.add(in.getInt());
      }
      return new SegmentList(entries, prints);
    } catch (ArithmeticException | BufferUnderflowException broken) {
      throw new IllegalArgumentException("the list cannot be read", broken);
    }
  }

  private static void write(ByteArrayOutputStream out, long number) {
    long left = number;
    while (left >>> DIGIT_BITS != 0) {
      out.write((int) (left & (MORE - 1)) | MORE);
      left >>>= DIGIT_BITS;
    }
    out.write((int) left);
  }

  private static long number(ByteBuffer in) {
    long number = 0;
    for (int shift = 0; shift < Long.SIZE; shift += DIGIT_BITS) {
      byte digit = in.get();
      number |= (long) (digit & (MORE - 1)) << shift;
      if (digit >= 0) {
        return number;
      }
    }
    throw new IllegalArgumentException("a number of the list is too long");
  }

  /**
   * Some attempts of one delivery.
   *
   * @param sequence the delivery's number
   * @param first the number of the first of them
   * @param attempts how many
   */
  record Entry(long sequence, int first, int attempts) {

    Entry {
      if (first < 1 || attempts < 1) {
        throw new IllegalArgumentException("the list has a delivery without attempts");
      }
    }

    boolean has(int attempt) {
      return attempt >= first && attempt - first < attempts;
    }
  }
}
