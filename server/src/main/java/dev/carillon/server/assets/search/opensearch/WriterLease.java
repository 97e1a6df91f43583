package dev.carillon.server.assets.search.opensearch;

/**
 * Decides which node writes to the index, and tells all how far it is. A node whose lease has ended
 * may still have a request on the way: the numbers of the changes keep it from overwriting newer
 * ones.
 */
public interface WriterLease {

  /** A random id of the database: an index with another one belongs to somebody else. */
  String owner();

  /** Takes or renews the lease: whether this node writes for the next seconds. */
  boolean take();

  /** Gives the lease back, so that another node goes on at once. */
  void release();

  /** Says up to which change searches show everything; only who has the lease is heard. */
  void publish(long searchable);

  /** Up to which change searches show everything; below 0 where there is no index yet. */
  long searchable();

  /** Whether somebody asked for a new index; from then on nobody does. */
  boolean takeRebuild();
}
