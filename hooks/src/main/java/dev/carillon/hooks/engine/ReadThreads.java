package dev.carillon.hooks.engine;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Virtual threads, each of which reads from the store and ends. */
final class ReadThreads {

  private static final Duration END_WITHIN = Duration.ofSeconds(2);

  private final Set<Thread> running = ConcurrentHashMap.newKeySet();

  /** Starts one that throws nothing. */
  void start(String name, Runnable read) {
    Thread thread =
        Thread.ofVirtual()
            .name(name)
            .unstarted(
                () -> {
                  try {
                    read.run();
                  } finally {
                    running.remove(Thread.currentThread());
                  }
                });
    running.add(thread);
    thread.start();
  }

  /**
   * Waits a while for those that run, once no other one starts: the program may close its pool
   * next, whose log would tell of their connections.
   */
  void awaitEnd() {
    long deadline = System.nanoTime() + END_WITHIN.toNanos();
    try {
      for (Thread thread : running) {
        boolean started = thread.getState() != Thread.State.NEW;
        if (started && !thread.join(Duration.ofNanos(deadline - System.nanoTime()))) {
          return;
        }
      }
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
  }
}
