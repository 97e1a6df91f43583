package dev.carillon.bench.program;

import java.io.IOException;
import java.nio.file.Path;

/** Something that can be measured. */
public interface Program {

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
   * @param brief whether the whole run should take a minute at most
   * @param work an empty folder on a real disk, removed afterwards
   * @param database the URL of a PostgreSQL database; empty where the program starts its own
   * @param profile the file that a flight recording goes to; empty = none
   */
  record Options(
      Path launcher, int rounds, boolean brief, Path work, String database, String profile) {}
}
