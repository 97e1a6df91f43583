package dev.carillon.server.assets.search.index;

import dev.carillon.server.assets.field.Metadata;

/**
 * The search index over all assets. It holds nothing that the store does not have too: it can
 * always be built again by replaying changes.
 *
 * <p>Each change of an asset has a sequence of its own, from 1 up, in the order in which the
 * changes were committed. Changes may be handed over from any thread and in any order; of two
 * changes of one asset the one with the higher sequence wins. After {@link #apply} or {@link
 * #remove} has returned, every search sees that change.
 */
public interface AssetIndex extends AssetSearch, AutoCloseable {

  /**
   * An asset was made or changed.
   *
   * @param sequence the change's place in the store's order
   * @param assetId which asset
   * @param metadata all its fields after the change
   * @param textContent the text of its file, empty where it has none
   */
  void apply(long sequence, String assetId, Metadata metadata, String textContent);

  /**
   * An asset was made or changed, and the text of its file cannot be read now: searches know all
   * but the text. The change does not count for {@link #appliedSequence} until it, or a later one
   * of the asset, has been handed over with a text.
   */
  void applyUnread(long sequence, String assetId, Metadata metadata);

  /** An asset was removed. */
  void remove(long sequence, String assetId);

  /** A change that need not be handed over any more: a later one of the same asset was. */
  void overtaken(long sequence, String assetId);

  /**
   * All changes up to this sequence have been handed over and those calls have returned; sequences
   * among them that never came hold nothing. Must be called after a replay, which hands over only
   * the last change of each asset, and now and then where the store leaves gaps: else {@link
   * #appliedSequence} waits at the first gap and the next start has more to replay.
   */
  void caughtUp(long sequence);

  /**
   * The sequence up to which every change is safely in the index on disk; 0 where the index is new
   * or had to be thrown away. At start all changes after it must be handed over again.
   */
  long appliedSequence();

  /**
   * Up to which change everything was handed over, or was overtaken; it may be in memory only. What
   * other nodes commit comes in between and has to be handed over too.
   */
  long handedOver();

  /**
   * The index holds assets that are no more, and it is not known any more which: it is thrown away
   * and has all replayed.
   */
  void startOver();

  /**
   * A change could not be handed over, or that failed, as on a full disk: it is in the store but
   * not here. Searches show an older state until the index has been opened anew and the replay has
   * run, which is tried every few seconds.
   */
  void fellBehind();

  /** What hands over, when the index has been opened anew, all after {@link #appliedSequence}. */
  void repairedBy(Runnable replay);

  /** Writes everything that was applied to disk and ends. */
  @Override
  void close();
}
