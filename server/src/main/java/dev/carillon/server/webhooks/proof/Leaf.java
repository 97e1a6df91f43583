package dev.carillon.server.webhooks.proof;

import java.nio.ByteBuffer;
import java.util.Comparator;

/**
 * An attempt that was hashed.
 *
 * @param sequence the number of its delivery
 * @param attempt its number
 * @param delivery the delivery's id
 * @param bytes of the leaf
 * @param hash of the leaf
 */
@SuppressWarnings("ArrayRecordComponent") // never compared by the record
record Leaf(long sequence, int attempt, String delivery, byte[] bytes, byte[] hash) {

  /** The order of a segment's leaves. */
  static final Comparator<Leaf> ORDER =
      Comparator.comparingLong(Leaf::sequence).thenComparingInt(Leaf::attempt);

  /** By what a list tells it from others. */
  int print() {
    return ByteBuffer.wrap(hash).getInt();
  }
}
