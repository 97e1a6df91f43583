package dev.carillon.bench.api;

import dev.carillon.bench.receiver.RunningReceiver;
import java.io.IOException;
import java.time.Duration;

/** A webhook with a receiver of its own. */
record Target(String name, RunningReceiver receiver) {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** Starts its receiver, which finds the value of a change in each request. */
  static Target start(String name) throws IOException {
    return new Target(name, RunningReceiver.start(Library.MARKER));
  }

  /** Waits until so many requests have come, or nothing more is to be hoped for. */
  void await(long expected) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (receiver.count() < expected && System.nanoTime() < deadline) {
      Thread.sleep(5);
    }
    // what is doubled would come now
    Thread.sleep(50);
  }
}
