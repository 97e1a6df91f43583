package dev.carillon.hooks.delivery;

import java.time.Duration;

/**
 * This node's right to send what it recorded. A node holds one lease, by the store's clock; while
 * it lasts no other node touches its deliveries. Where the store belongs to one process for good,
 * as an SQLite file does, the lease never ends.
 */
public interface Lease {

  /** The length of a lease that never ends. */
  Duration ENDLESS = Duration.ofDays(1_000_000);

  /** How often {@link #renew} is to be called; several times within the lease's length. */
  Duration renewEvery();

  /** How long it lasts from the moment at which a renewal that succeeds is asked for. */
  default Duration lasts() {
    return ENDLESS;
  }

  /**
   * Makes the lease last its full length again, and does nothing else that could take long.
   *
   * @return whether this node still holds it; false is final: it must send nothing more, unless it
   *     {@linkplain #enterAnew enters anew}
   * @throws dev.carillon.hooks.delivery.HooksException if the store cannot be reached
   */
  boolean renew();

  /**
   * Marks nodes whose lease has ended as dead and takes over what they left, and what comes to
   * light of it later. To be called now and again; may take long.
   *
   * @throws dev.carillon.hooks.delivery.HooksException if the store cannot be reached, or this node
   *     no longer holds the lease
   */
  default void takeOver() {}

  /** How many deliveries of nodes that ended were taken over since this one started. */
  default long takenOver() {
    return 0;
  }

  /**
   * Enters the store as a new node, after another one took over. What this one had to send belongs
   * to others; what it has in memory is void.
   *
   * @return false if no other node can have taken over
   * @throws dev.carillon.hooks.delivery.HooksException if the store cannot be reached
   */
  default boolean enterAnew() {
    return false;
  }

  /** The nodes that shared the store when it was last asked: at a renewal, or after a hint. */
  default NodeView view() {
    return NodeView.ALONE;
  }

  /**
   * Confirms that a list of nodes is in force here: no attempt is on the wire that it does not
   * allow. Returns when what others have to send has rows and the confirmation is stored.
   *
   * @throws dev.carillon.hooks.delivery.HooksException if the store cannot be reached
   */
  default void confirm(NodeView view) {}

  /**
   * Tells of what other nodes did, as soon as it is heard. That may be late or never: a poll every
   * other second finds all of it.
   */
  default void listen(NodeHints hints) {}

  /** Hands the lease back, so that the deliveries can be taken over at once. */
  void release();
}
