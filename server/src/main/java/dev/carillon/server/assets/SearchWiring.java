package dev.carillon.server.assets;

import dev.carillon.server.assets.asset.IndexUpdates;
import dev.carillon.server.assets.search.index.AssetSearch;

/** The search, wired: an index of each node's own, or one on OpenSearch for all. */
public interface SearchWiring extends AutoCloseable {

  /** Finds assets. */
  AssetSearch index();

  /** What is to be told of changes. */
  IndexUpdates updates();

  /** Once at start, before any call: an index of this node's own is up to date on return. */
  void start();

  /** Up to which change the index is safe. */
  long applied();

  /** How many changes, of other nodes too, searches on this node do not show yet. */
  long behind();

  @Override
  void close();
}
