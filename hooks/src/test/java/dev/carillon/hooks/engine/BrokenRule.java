package dev.carillon.hooks.engine;

/** A rule that a simulation of several nodes leaves out, to see that it is needed. */
enum BrokenRule {
  /** All rules are kept. */
  NONE(0),
  /** A node uses its share of a new list as soon as it sees the list. */
  NEW_LISTS_COUNT_AT_ONCE(1),
  /** A node uses its share of a list that it has confirmed itself. */
  OWN_CONFIRMATION_IS_ENOUGH(2),
  /** A node confirms a list whatever it has on the wire. */
  CONFIRMED_AT_ONCE(1),
  /** A node that was taken over keeps in memory what it had to send. */
  MEMORY_IS_KEPT(112),
  /** A node does not know when its lease ends. */
  LEASE_WITHOUT_END(7),
  /** A list is agreed while what a dead node left open waits to be adopted. */
  AGREED_BEFORE_ADOPTION(82),
  /** What is open gets no rows before a list is confirmed. */
  OPEN_STAYS_OPEN(8),
  /** Nodes that are several record deliveries of webhooks that are leased whole without rows. */
  RECORDED_OPEN(2),
  /** What is ordered is read past transactions that have not ended. */
  NO_HORIZON(27),
  /** A node that thinks that it is alone does not read what one that joins has recorded. */
  JOINING_NODES_ARE_NOT_READ(28),
  /** Rows of other nodes stay theirs, though the list says that this one sends them. */
  NOTHING_IS_CLAIMED(0),
  /** Whoever attempted a delivery may settle it. */
  NO_FENCE(27),
  /** A node whose lease has ended is not on the list, though it may still renew it. */
  LISTS_BY_LEASE(106);

  private final long seed;

  BrokenRule(long seed) {
    this.seed = seed;
  }

  /** A world in which it was missed, so that it is found soon. */
  long seed() {
    return seed;
  }
}
