package dev.carillon.hooks.engine;

/**
 * What one node may send to a webhook.
 *
 * @param concurrent attempts at once, by the webhook's own limit; 0 = it has none
 * @param perSecond attempts started in a second, likewise
 * @param perMinute attempts started in a minute, from the CloudEvents handshake; 0 = no limit
 */
record LaneShare(Mode mode, int concurrent, int perSecond, int perMinute) {

  /** A share of a webhook whose receiver sets no limit. */
  LaneShare(Mode mode, int concurrent, int perSecond) {
    this(mode, concurrent, perSecond, 0);
  }

  /** The share where the webhook has no limits of its own: all that this node has to send. */
  static final LaneShare UNLIMITED = new LaneShare(Mode.PART, 0, 0);

  /** No share: other nodes send, or none does for a moment. */
  static final LaneShare NOTHING = new LaneShare(Mode.NOTHING, 0, 0);

  /** Which of the webhook's deliveries this node sends. */
  enum Mode {
    /** Those that belong to it, as they are handed over or read. */
    PART,
    /** All of them, and only what was read: the store makes what it reads this node's. */
    WHOLE,
    /** None. */
    NOTHING
  }

  /** Whether it sends at all. */
  boolean sends() {
    return mode != Mode.NOTHING;
  }
}
