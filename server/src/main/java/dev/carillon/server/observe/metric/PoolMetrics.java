package dev.carillon.server.observe.metric;

import dev.carillon.server.http.cpu.CpuPool;

/** The numbers of pools that compute. */
public final class PoolMetrics {

  private PoolMetrics() {}

  /**
   * Adds a pool.
   *
   * @param name what its metrics begin with
   * @param work what it computes, for their descriptions
   */
  public static void add(Metrics metrics, String name, String work, CpuPool pool) {
    metrics.gauge(name + ".queue.tasks", work + " that wait for a processor", pool::waiting);
    metrics.counter(
        name + ".refused", work + " that were refused since too many waited", pool::refused);
  }
}
