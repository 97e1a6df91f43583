package dev.carillon.server.operations.metrics;

import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/** The numbers of pools that compute. */
public final class PoolMetrics {

  private PoolMetrics() {}

  /**
   * Adds a pool.
   *
   * @param name what its metrics begin with
   * @param work what it computes, for their descriptions
   * @param waiting how much of it waits
   * @param refused how much of it was refused since the start
   */
  public static void add(
      Metrics metrics, String name, String work, DoubleSupplier waiting, LongSupplier refused) {
    metrics.gauge(name + ".queue.tasks", work + " that wait for a processor", waiting);
    metrics.counter(
        name + ".refused", work + " that were refused because too many waited", refused);
  }
}
