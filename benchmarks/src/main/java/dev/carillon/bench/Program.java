package dev.carillon.bench;

import java.io.IOException;
import java.nio.file.Path;

/** Something that can be measured. */
interface Program {

  /** What it measures, in a line. */
  String purpose();

  /**
   * Measures, printing what it sees on the way.
   *
   * @throws IOException if it could not measure what it names
   */
  Result run(Options options) throws IOException, InterruptedException;

  /**
   * How to measure.
   *
   * @param launcher the {@code carillon} script
   * @param rounds at least 1
   */
  record Options(Path launcher, int rounds) {}
}
