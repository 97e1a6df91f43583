package dev.carillon.server.assets;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Removes files that nothing refers to, once they are a day old, and forgets what was done with
 * assets years ago: looks every hour.
 */
public final class FileSweeper implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(FileSweeper.class.getName());
  private static final Duration AGE = Duration.ofHours(24);
  private static final Duration HISTORY = Duration.ofDays(3 * 365);

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("carillon-file-sweeper").factory());
  private final AssetFeature assets;
  private final InstantSource clock;

  public FileSweeper(AssetFeature assets, InstantSource clock) {
    this.assets = assets;
    this.clock = clock;
    var _ = timer.scheduleWithFixedDelay(this::sweep, 1, 60, TimeUnit.MINUTES);
  }

  private void sweep() {
    try {
      assets.sweepFiles(clock.instant().minus(AGE));
      assets.history().sweep(clock.instant().minus(HISTORY));
    } catch (RuntimeException failed) {
      LOG.log(System.Logger.Level.WARNING, "Files could not be swept; trying again later", failed);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
