package dev.carillon.bench.embedded;

import dev.carillon.hooks.delivery.HooksListener;
import dev.carillon.hooks.delivery.Settlement;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * Counts what is durably settled, and lets callers go on: at most so many deliveries are owed at a
 * time, since a program that never waited would measure how a backlog grows.
 */
public final class Settled implements HooksListener {

  /** Waking callers for each single delivery would be measured too. */
  private static final int BATCH = 64;

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Semaphore window;
  private volatile String failure = "";
  private int unreleased;
  private volatile long count;
  private volatile long lastNanos;

  /**
   * Nothing is settled yet.
   *
   * @param owedMax how many deliveries may be owed at a time
   */
  public Settled(int owedMax) {
    this.window = new Semaphore(owedMax);
  }

  /** Waits until so many more deliveries may be owed. */
  public void await(int deliveries) throws InterruptedException {
    window.acquire(deliveries);
  }

  // all calls come from the one thread that stores
  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate")
  public void settled(Settlement settlement) {
    if (!settlement.attempt().outcome().success()) {
      failure = "an attempt failed: " + settlement.attempt().outcome().error();
    }
    count++;
    lastNanos = System.nanoTime();
    if (++unreleased == BATCH) {
      unreleased = 0;
      window.release(BATCH);
    }
  }

  @Override
  public void storeFailed(String what, RuntimeException thrown) {
    failure = "the store failed: " + what + ": " + thrown;
  }

  /**
   * Waits until so many are settled in all.
   *
   * @return when the last one was, by {@link System#nanoTime}
   * @throws IOException if that does not come, or if something went wrong on the way
   */
  public long awaitAll(long expected) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (count < expected) {
      if (System.nanoTime() > deadline) {
        throw new IOException(count + " of " + expected + " deliveries were settled");
      }
      Thread.sleep(1);
    }
    if (!failure.isEmpty()) {
      throw new IOException(failure);
    }
    return lastNanos;
  }
}
