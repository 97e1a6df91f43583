package dev.carillon.server.webhooks.live;

import dev.carillon.server.platform.http.Problem;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/** How many clients may read streams or wait at once; more are asked to come again. */
final class StreamPermits {

  private static final int MAX = 1_000;
  private static final int RETRY_SECONDS = 5;

  private final Semaphore free = new Semaphore(MAX);
  private volatile boolean closed;

  /**
   * Takes a permit.
   *
   * @return gives it back, once, however often it is called
   * @throws Problem 503 where there is none
   */
  Runnable take() {
    if (closed || !free.tryAcquire()) {
      throw Problem.unavailable(
          "There are too many streams, or the server is stopping", RETRY_SECONDS);
    }
    AtomicBoolean taken = new AtomicBoolean(true);
    return () -> {
      if (taken.getAndSet(false)) {
        free.release();
      }
    };
  }

  /** How many are taken. */
  int taken() {
    return MAX - free.availablePermits();
  }

  void close() {
    closed = true;
  }
}
