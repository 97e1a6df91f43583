package dev.carillon.hooks.engine;

/**
 * What all dispatchers of an engine share.
 *
 * @param limits what all of them together may use
 * @param budget the memory for waiting deliveries
 * @param permits how many attempts may be on the wire, and on their way to the store
 */
record SharedCapacity(EngineLimits limits, MemoryBudget budget, AttemptPermits permits) {

  /** The capacity for so many dispatchers, unused. */
  static SharedCapacity among(int dispatchers, EngineLimits limits) {
    return new SharedCapacity(
        limits, new MemoryBudget(limits.memoryBytesMax()), new AttemptPermits(limits, dispatchers));
  }
}
