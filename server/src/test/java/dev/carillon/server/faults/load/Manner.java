package dev.carillon.server.faults.load;

import java.time.Duration;

/** What one path of a receiver does with its requests. */
@FunctionalInterface
public interface Manner {

  /** Stands for "no answer, for as long as the connection lasts". */
  int NOTHING = 0;

  /** Answers every request at once. */
  Manner GOOD = number -> 200;

  /** Takes every request and never answers. */
  Manner HANGING = number -> NOTHING;

  /** Fails with every other request. */
  Manner FLAPPING = number -> number % 2 == 1 ? 500 : 200;

  /** The status to answer the path's n-th request with; may take its time. */
  int status(int number) throws InterruptedException;

  /** Answers every request with this status. */
  static Manner always(int status) {
    return number -> status;
  }

  /** The same after a while. */
  default Manner after(Duration delay) {
    return number -> {
      Thread.sleep(delay);
      return status(number);
    };
  }
}
