package dev.carillon.server.assets.search.opensearch;

import java.util.List;

/** The last change of each asset, numbered from 1 in the order of commits. */
public interface ChangeLog {

  /** How far it goes. */
  Reach reach();

  /** What comes after a number, in order, with the assets as they are now. */
  List<Change> after(long sequence, int limit);

  /** The index keeps everything up to this number: removals up to it can be forgotten. */
  void kept(long sequence);

  /**
   * How far a log goes.
   *
   * @param last the number of the last change
   * @param pruned removals up to this number are forgotten
   */
  record Reach(long last, long pruned) {}
}
