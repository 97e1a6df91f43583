package dev.carillon.server.assets.share;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Notices that keys have expired, within about a second; those of a stopped server at its start.
 */
final class ExpirySweeper implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(ExpirySweeper.class.getName());
  private static final Duration EVERY = Duration.ofSeconds(1);

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("carillon-expiry").factory());
  private final AuthKeys keys;

  ExpirySweeper(AuthKeys keys) {
    this.keys = keys;
    var _ =
        timer.scheduleWithFixedDelay(
            this::sweep, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    var _ = timer.scheduleWithFixedDelay(this::forget, 1, 60, TimeUnit.MINUTES);
  }

  private void forget() {
    try {
      keys.sweep();
    } catch (RuntimeException failed) {
      LOG.log(System.Logger.Level.WARNING, "Old auth keys could not be forgotten yet", failed);
    }
  }

  private void sweep() {
    try {
      keys.expire();
    } catch (RuntimeException failed) {
      LOG.log(System.Logger.Level.WARNING, "Expired auth keys could not be ended yet", failed);
    }
  }

  /** Waits for what it is just doing: the database is closed next. */
  @Override
  public void close() {
    timer.shutdown();
    try {
      if (!timer.awaitTermination(5, TimeUnit.SECONDS)) {
        timer.shutdownNow();
      }
    } catch (InterruptedException hurried) {
      timer.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
