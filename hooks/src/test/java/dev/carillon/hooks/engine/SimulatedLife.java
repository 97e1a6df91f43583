package dev.carillon.hooks.engine;

import java.time.Instant;

/** The life of a simulated process: what was on its way when it died never happens. */
final class SimulatedLife {

  private final SimulatedTime time;
  private int lives;

  SimulatedLife(SimulatedTime time) {
    this.time = time;
  }

  /** Plans a step of this life. */
  void at(Instant when, Runnable what) {
    int planned = lives;
    time.at(
        when,
        () -> {
          if (planned == lives) {
            what.run();
          }
        });
  }

  /** The process dies; from now on it is the next life. */
  void end() {
    lives++;
  }
}
