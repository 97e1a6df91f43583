package dev.carillon.server.assets.preview;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.server.assets.asset.PreviewQueue;
import dev.carillon.server.assets.asset.PreviewQueue.Claim;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** The queue of the previews that are to be made, each operation a transaction of its own. */
public record PreviewTasks(Database database, InstantSource clock) {

  private static final int BATCH = 4;

  /**
   * Longer than the files of a batch may take, each of which may be decoded four times, for two
   * minutes each while other things keep the machine busy. A start gives back what a crash left.
   */
  private static final Duration CLAIMED = Duration.ofMinutes(40);

  /** Takes a few; none where there are none. */
  List<Claim> take() {
    long now = clock.millis();
    if (!database.<Boolean>read(c -> PreviewQueue.any(c, now))) {
      return List.of();
    }
    return database.write(
        c -> PreviewQueue.claim(c, database.dialect(), now, now + CLAIMED.toMillis(), BATCH));
  }

  /** There is nothing to be made for this one. */
  void drop(Claim claim) {
    database.write(c -> PreviewQueue.drop(c, claim.assetId()));
  }

  /** Gives one back, to be taken again after this time. */
  void giveBack(Claim claim, Duration after, boolean tried) {
    long at = clock.millis() + after.toMillis();
    database.write(c -> PreviewQueue.giveBack(c, claim.assetId(), at, tried));
  }

  /** At start: what was taken before can be taken now. */
  void releaseAll() {
    database.<Integer>write(PreviewQueue::release);
  }
}
