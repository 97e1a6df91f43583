package dev.carillon.bench.duel;

import java.io.IOException;
import java.time.Duration;

/** One that does the job, as well as it can. */
public interface Contender {

  /** What to call it. */
  String name();

  /** The process that works, to be recorded. */
  default long process() {
    return ProcessHandle.current().pid();
  }

  /**
   * Works for so long, then finishes what it began.
   *
   * @throws IOException if it could not do it, or cannot tell how it went
   */
  Round round(Duration length) throws IOException, InterruptedException;
}
