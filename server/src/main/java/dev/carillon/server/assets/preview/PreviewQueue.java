package dev.carillon.server.assets.preview;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.server.assets.asset.PreviewQueueRows;
import dev.carillon.server.assets.asset.PreviewQueueRows.Claim;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The queue of the previews that are to be made, each operation a transaction of its own.
 *
 * @param epoch this node's, now
 */
public record PreviewQueue(Database database, InstantSource clock, LongSupplier epoch) {

  private static final int BATCH = 4;

  /**
   * Longer than the files of a batch may take, each of which may be decoded four times, for two
   * minutes each while other things keep the machine busy. What a node took that has ended is given
   * back sooner.
   */
  private static final Duration CLAIMED = Duration.ofMinutes(40);

  /** Takes a few; none where there are none. */
  List<Claim> take() {
    long now = clock.millis();
    if (!database.<Boolean>read(c -> PreviewQueueRows.any(c, now))) {
      return List.of();
    }
    return database.write(
        c ->
            PreviewQueueRows.claim(
                c, database.dialect(), epoch.getAsLong(), now, now + CLAIMED.toMillis(), BATCH));
  }

  /** Drops an asset for which there is nothing to make. */
  void drop(Claim claim) {
    database.write(c -> PreviewQueueRows.drop(c, claim.assetId()));
  }

  /** Gives one back, to be taken again after this time. */
  void giveBack(Claim claim, Duration after, boolean tried) {
    long at = clock.millis() + after.toMillis();
    database.write(c -> PreviewQueueRows.giveBack(c, claim.assetId(), at, tried));
  }

  /** Releases the claims of nodes that are gone, so that others can take them. */
  void releaseAbandoned() {
    database.<Integer>write(c -> PreviewQueueRows.release(c, database.dialect()));
  }

  /** Whether another node may end while this one runs. */
  boolean shared() {
    return database.dialect().shared();
  }
}
