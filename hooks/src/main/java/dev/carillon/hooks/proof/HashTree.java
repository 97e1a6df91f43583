package dev.carillon.hooks.proof;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/**
 * The Merkle tree of RFC 6962, section 2.1, with SHA-256: the hash of a leaf is SHA-256 of the byte
 * 0 and the leaf, the hash of a node that of the byte 1 and its two children. The left child of a
 * node has as many leaves as the greatest power of two that is less than all of them. Hashes have
 * 32 bytes. For one thread at a time.
 */
public final class HashTree {

  private static final byte LEAF = 0;
  private static final byte NODE = 1;

  private final MessageDigest digest = sha256();

  /** A tree is not kept: each method gets what it needs. */
  public HashTree() {}

  /** SHA-256 of bytes alone. */
  public byte[] hash(byte[] bytes) {
    return digest.digest(bytes);
  }

  /** The hash of a leaf. */
  public byte[] leaf(byte[] bytes) {
    digest.update(LEAF);
    return digest.digest(bytes);
  }

  private byte[] node(byte[] left, byte[] right) {
    digest.update(NODE);
    digest.update(left);
    return digest.digest(right);
  }

  /** The root above the hashes of leaves, in their order; of none: SHA-256 of no bytes. */
  public byte[] root(List<byte[]> leaves) {
    return leaves.isEmpty() ? hash(new byte[0]) : root(leaves, 0, leaves.size());
  }

  private byte[] root(List<byte[]> leaves, int from, int to) {
    if (to - from == 1) {
      return leaves.get(from);
    }
    int middle = from + left(to - from);
    return node(root(leaves, from, middle), root(leaves, middle, to));
  }

  /**
   * The path from a leaf to the root: the hashes of the other children, from the leaf upwards.
   *
   * @param index the place of the leaf, from 0
   */
  public List<byte[]> path(List<byte[]> leaves, int index) {
    List<byte[]> path = new ArrayList<>();
    int from = 0;
    int to = leaves.size();
    while (to - from > 1) {
      int middle = from + left(to - from);
      if (index < middle) {
        path.addFirst(root(leaves, middle, to));
        to = middle;
      } else {
        path.addFirst(root(leaves, from, middle));
        from = middle;
      }
    }
    return path;
  }

  /**
   * The root that follows from a leaf and its path.
   *
   * @param leaf the hash of the leaf
   * @param index which leaf it is, from 0
   * @param count how many leaves the tree has
   * @throws IllegalArgumentException if a path of this length leads from no such leaf
   */
  public byte[] root(byte[] leaf, long index, long count, List<byte[]> path) {
    if (index < 0 || index >= count) {
      throw new IllegalArgumentException(
          "leaf " + index + " of " + count + "; allowed is 0 to " + (count - 1));
    }
    // as RFC 9162, section 2.1.3.2, checks an inclusion proof
    long node = index;
    long last = count - 1;
    byte[] hash = leaf;
    for (byte[] other : path) {
      if (last == 0) {
        throw new IllegalArgumentException("the path is too long: " + path.size() + " hashes");
      }
      if ((node & 1) == 1 || node == last) {
        hash = node(other, hash);
        while ((node & 1) == 0 && node != 0) {
          node >>= 1;
          last >>= 1;
        }
      } else {
        hash = node(hash, other);
      }
      node >>= 1;
      last >>= 1;
    }
    if (last != 0) {
      throw new IllegalArgumentException("the path is too short: " + path.size() + " hashes");
    }
    return hash;
  }

  /** How many of so many leaves are below the left child; 2 leaves or more. */
  private static int left(int count) {
    return Integer.highestOneBit(count - 1);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException every) {
      throw new IllegalStateException("every Java platform has SHA-256", every);
    }
  }
}
