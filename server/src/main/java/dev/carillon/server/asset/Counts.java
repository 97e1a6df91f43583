package dev.carillon.server.asset;

/**
 * What became of a call about many assets.
 *
 * @param processedCount how many were changed, or needed no change
 * @param errorCount how many could not be
 */
record Counts(int processedCount, int errorCount) {

  static final Counts NONE = new Counts(0, 0);

  Counts plus(Counts other) {
    return new Counts(processedCount + other.processedCount, errorCount + other.errorCount);
  }
}
