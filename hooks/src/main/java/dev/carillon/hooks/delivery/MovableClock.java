package dev.carillon.hooks.delivery;

import java.time.InstantSource;

/**
 * An engine clock that a test moves. The engine sleeps by the machine's clock until something is
 * due; after each move of this one it looks again, so that what has become due starts at once.
 */
public interface MovableClock extends InstantSource {

  /** Has a task run after each move, by the thread that moves it. The task is quick. */
  void afterMove(Runnable task);
}
