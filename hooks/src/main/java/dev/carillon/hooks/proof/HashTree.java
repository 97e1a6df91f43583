package dev.carillon.hooks.proof;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The Merkle tree of RFC 6962, section 2.1, with SHA-256: the hash of a leaf is SHA-256 of the byte
 * 0 and the leaf, the hash of a node that of the byte 1 and its two children. The left child of a
 * node has as many leaves as the greatest power of two that is less than all of them. Hashes have
 * 32 bytes. For one thread at a time.
 */
public final class HashTree {

  /** How many bytes a hash has. */
  public static final int HASH_BYTES = 32;

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
  byte[] leaf(byte[] bytes) {
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

  /**
   * The same root of many leaves, whose hashes stand one after the other.
   *
   * @param hashes 32 bytes of each leaf, or more
   * @param count how many leaves
   */
  public byte[] root(byte[] hashes, int count) {
    if (count == 0) {
      return hash(new byte[0]);
    }
    byte[] level = Arrays.copyOf(hashes, count * HASH_BYTES);
    byte[] node = new byte[1 + 2 * HASH_BYTES];
    node[0] = NODE;
    // a last one without a neighbour goes up as it is: so the left child is always full
    for (int nodes = count; nodes > 1; nodes = (nodes + 1) / 2) {
      for (int pair = 0; pair < nodes / 2; pair++) {
        System.arraycopy(level, 2 * pair * HASH_BYTES, node, 1, 2 * HASH_BYTES);
        digest.update(node);
        finish(digest, level, pair * HASH_BYTES);
      }
      if (nodes % 2 == 1) {
        System.arraycopy(
            level, (nodes - 1) * HASH_BYTES, level, nodes / 2 * HASH_BYTES, HASH_BYTES);
      }
    }
    return Arrays.copyOf(level, HASH_BYTES);
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

  /** Writes the hash of what was given to a digest at a place. */
  static void finish(MessageDigest digest, byte[] into, int at) {
    try {
      int written = digest.digest(into, at, HASH_BYTES);
      if (written != HASH_BYTES) {
        throw new IllegalStateException("SHA-256 has 32 bytes, not " + written);
      }
    } catch (DigestException tooShort) {
      throw new IllegalArgumentException("there are no 32 bytes at byte " + at, tooShort);
    }
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException every) {
      throw new IllegalStateException("every Java platform has SHA-256", every);
    }
  }
}
