package dev.carillon.server.assets.search.opensearch;

import java.util.Set;

/**
 * Decides which node writes to the index of one layout, and tells all how far it is. A node whose
 * lease has ended may still have a request on the way: the numbers of the changes keep it from
 * overwriting newer ones.
 */
public interface WriterLease {

  /** A random id of the database: an index with another one belongs to another database. */
  String owner();

  /** Takes or renews the lease: whether this node writes for the next seconds. */
  boolean take();

  /** Renews the lease: whether no other node has taken it since this one did. */
  boolean renew();

  /**
   * Renews the lease just before something is written: what was done since may have taken longer
   * than the lease.
   *
   * @throws Lost if another node has taken it, and so may have written
   */
  default void require() {
    if (!renew()) {
      throw new Lost();
    }
  }

  /** Gives the lease back, so that another node goes on at once. */
  void release();

  /** Says up to which change searches show everything; only who has the lease is heard. */
  void publish(long searchable);

  /** Up to which change searches show everything; below 0 where there is no index yet. */
  long searchable();

  /**
   * Says up to which change the index has everything on disk.
   *
   * @return up to which change the indexes of all layouts that are used do
   */
  long kept(long position);

  /**
   * The other layouts that nodes use, each with an index and a lease of its own. One for which no
   * node has had the lease for a minute is forgotten.
   */
  Set<String> others();

  /** Whether a new index was asked for, and is not begun. */
  boolean rebuildAsked();

  /** The new index that was asked for is begun. */
  void rebuildBegun();

  /** The lease is another node's. */
  final class Lost extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Lost() {
      super("another node writes to the search index");
    }
  }
}
