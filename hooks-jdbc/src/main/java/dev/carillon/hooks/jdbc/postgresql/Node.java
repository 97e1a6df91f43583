package dev.carillon.hooks.jdbc.postgresql;

import java.time.Duration;

/**
 * One process among those that share a database.
 *
 * @param name what an administrator knows it by
 * @param lease how long the others wait after its last sign of life before they take its deliveries
 * @param alone whether it refuses to work beside a live node: it does not start while there is one,
 *     and ends once it was taken over
 */
public record Node(String name, Duration lease, boolean alone) {

  private static final Duration USUAL_LEASE = Duration.ofSeconds(15);

  /** Other nodes may wait for what a transaction has locked. */
  private static final Duration STANDSTILL_MAX = Duration.ofSeconds(5);

  /** One of several nodes. */
  public Node(String name, Duration lease) {
    this(name, lease, false);
  }

  /** One of several nodes, with the usual lease of 15 seconds. */
  public static Node named(String name) {
    return new Node(name, USUAL_LEASE);
  }

  /** A node that refuses to work beside another, with the usual lease. */
  public static Node alone(String name) {
    return new Node(name, USUAL_LEASE, true);
  }

  /**
   * This process, with the usual lease. Its name is the variable {@code HOSTNAME} of its
   * environment ({@code node} if that is not set) and its process number.
   */
  public static Node ofThisProcess() {
    String host = System.getenv().getOrDefault("HOSTNAME", "node");
    return named(host + ":" + ProcessHandle.current().pid());
  }

  public Node {
    if (lease.compareTo(Duration.ofMillis(100)) < 0) {
      throw new IllegalArgumentException("a lease lasts at least 100 ms: " + lease);
    }
  }

  /**
   * For how long a transaction of it may stand still before the database ends it: a node that hangs
   * or is cut off in the middle of one must not hold up the others for as long as its lease.
   */
  Duration standstill() {
    return alone || lease.compareTo(STANDSTILL_MAX) < 0 ? lease : STANDSTILL_MAX;
  }
}
