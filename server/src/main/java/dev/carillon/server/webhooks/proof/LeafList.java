package dev.carillon.server.webhooks.proof;

import dev.carillon.hooks.proof.HashTree;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The leaves of a segment that is being made, as columns: it may have very many. */
final class LeafList {

  private static final int FIRST = 1_024;

  private long[] sequences = new long[FIRST];
  private int[] attempts = new int[FIRST];
  private byte[] hashes = new byte[FIRST * HashTree.HASH_BYTES];
  private int size;

  /**
   * Adds one, whose hash the caller writes into {@link #hashes} at {@link #hashOf} of this place.
   *
   * @return its place
   */
  int add(long sequence, int attempt) {
    if (size == sequences.length) {
      sequences = Arrays.copyOf(sequences, 2 * size);
      attempts = Arrays.copyOf(attempts, 2 * size);
      hashes = Arrays.copyOf(hashes, 2 * hashes.length);
    }
    sequences[size] = sequence;
    attempts[size] = attempt;
    return size++;
  }

  void add(Leaf leaf) {
    int place = add(leaf.sequence(), leaf.attempt());
    System.arraycopy(leaf.hash(), 0, hashes, hashOf(place), HashTree.HASH_BYTES);
  }

  int size() {
    return size;
  }

  long sequence(int place) {
    return sequences[place];
  }

  int attempt(int place) {
    return attempts[place];
  }

  /** The numbers of their deliveries. */
  Set<Long> deliveries() {
    return Arrays.stream(sequences, 0, size).boxed().collect(Collectors.toSet());
  }

  /** All hashes, one after the other. */
  byte[] hashes() {
    return hashes;
  }

  /** Where the hash of a leaf begins. */
  static int hashOf(int place) {
    return place * HashTree.HASH_BYTES;
  }

  /** Puts them into the order of a segment's leaves: by delivery, then by attempt. */
  void sort() {
    boolean sorted = true;
    for (int place = 1; place < size && sorted; place++) {
      sorted = compare(place - 1, place) <= 0;
    }
    if (sorted) {
      return;
    }
    int[] order =
        IntStream.range(0, size)
            .boxed()
            .sorted(
                Comparator.<Integer>comparingLong(place -> sequences[place])
                    .thenComparingInt(place -> attempts[place]))
            .mapToInt(place -> place)
            .toArray();
    long[] sortedSequences = new long[size];
    int[] sortedAttempts = new int[size];
    byte[] sortedHashes = new byte[hashOf(size)];
    for (int place = 0; place < size; place++) {
      sortedSequences[place] = sequences[order[place]];
      sortedAttempts[place] = attempts[order[place]];
      System.arraycopy(
          hashes, hashOf(order[place]), sortedHashes, hashOf(place), HashTree.HASH_BYTES);
    }
    sequences = sortedSequences;
    attempts = sortedAttempts;
    hashes = sortedHashes;
  }

  private int compare(int one, int other) {
    int bySequence = Long.compare(sequences[one], sequences[other]);
    return bySequence == 0 ? Integer.compare(attempts[one], attempts[other]) : bySequence;
  }

  /** The root of the tree, in hexadecimal digits. */
  String root() {
    return HexFormat.of().formatHex(new HashTree().root(hashes, size));
  }
}
