package dev.carillon.hooks.jdbc;

/**
 * Where a work comes among those that are written in one transaction. A transaction keeps what each
 * of its works has locked until it ends. If two nodes locked the same in different orders, each
 * would wait for the other, and the database would find that out after a second. So works that lock
 * what other nodes lock too run in this order.
 *
 * <p>It only sorts the works of one transaction, and locks nothing itself.
 */
public enum LockOrder {
  /** Waits for the transactions of another node, and so comes before anything is locked. */
  OTHER_NODES,
  /** Keeps all others out of a structure of which other works keep a part. */
  STRUCTURE,
  /** Keeps others from changing such a structure. */
  PART_OF_STRUCTURE,
  /** Changes rows that other nodes seldom change at the same moment. */
  ROWS,
  /** Adds to sums that all nodes share. */
  SUMS,
  /** Changes the set of webhooks. */
  WEBHOOK_SET,
  /** Changes rows of webhooks that all nodes change, in the order of their ids. */
  WEBHOOKS,
  /** Changes what every transaction may lock once its works are done, just before its commit. */
  BEFORE_COMMIT
}
