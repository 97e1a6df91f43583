package dev.carillon.hooks.engine;

/** A rule that a simulation of several nodes leaves out, to see that it is needed. */
enum BrokenRule {
  /** All rules are kept. */
  NONE,
  /** A node uses its share of a new list as soon as it sees the list. */
  NEW_LISTS_COUNT_AT_ONCE,
  /** A node uses its share of a list that it has confirmed itself. */
  OWN_CONFIRMATION_IS_ENOUGH,
  /** A node confirms a list whatever it has on the wire. */
  CONFIRMED_AT_ONCE,
  /** A node that was taken over keeps in memory what it had to send. */
  MEMORY_IS_KEPT,
  /** A node does not know when its lease ends. */
  LEASE_WITHOUT_END,
  /** A list is agreed while what a dead node left open waits to be adopted. */
  AGREED_BEFORE_ADOPTION,
  /** What is open gets no rows before a list is confirmed. */
  OPEN_STAYS_OPEN,
  /** Nodes that are several record deliveries of webhooks that are leased whole without rows. */
  RECORDED_OPEN,
  /** What is ordered is read past transactions that have not ended. */
  NO_HORIZON,
  /** A node that thinks that it is alone does not read what one that joins has recorded. */
  JOINING_NODES_ARE_NOT_READ,
  /** Whoever attempted a delivery may settle it. */
  NO_FENCE,
  /** A node whose lease has ended is not on the list, though it may still renew it. */
  LISTS_BY_LEASE
}
