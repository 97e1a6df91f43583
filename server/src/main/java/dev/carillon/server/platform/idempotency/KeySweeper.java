package dev.carillon.server.platform.idempotency;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Forgets idempotency keys once they are a day old: looks every ten minutes. */
public final class KeySweeper implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(KeySweeper.class.getName());

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("carillon-key-sweeper").factory());
  private final KeyedCalls calls;

  public KeySweeper(KeyedCalls calls) {
    this.calls = calls;
    var _ = timer.scheduleWithFixedDelay(this::sweep, 1, 10, TimeUnit.MINUTES);
  }

  private void sweep() {
    try {
      calls.sweep();
    } catch (RuntimeException failed) {
      LOG.log(System.Logger.Level.WARNING, "Old keys could not be swept; trying later", failed);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
