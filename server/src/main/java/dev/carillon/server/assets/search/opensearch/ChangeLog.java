package dev.carillon.server.assets.search.opensearch;

import dev.carillon.server.assets.field.Metadata;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

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

  /** The last change of one asset. */
  sealed interface Change {

    /** Its number. */
    long sequence();

    /** Which asset. */
    String assetId();
  }

  /**
   * An asset as it is now.
   *
   * @param text the words of its file; empty where the file store cannot be used now
   */
  record Present(
      long sequence, String assetId, Metadata metadata, Supplier<Optional<String>> text)
      implements Change {}

  /** An asset that is not there any more. */
  record Gone(long sequence, String assetId) implements Change {}
}
