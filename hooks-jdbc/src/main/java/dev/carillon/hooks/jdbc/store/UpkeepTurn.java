package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.NodeView;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * Decides whether this node does what one node does for all: the one with the least epoch. If its
 * work stands still though it is due, as where that node hangs and keeps its lease all the same,
 * each other node does it too. If two do it, the work itself lets one of them win.
 */
final class UpkeepTurn {

  /** Six times the pause between two looks. */
  static final Duration STANDS_STILL = Duration.ofSeconds(30);

  private final StoreContext context;
  private long progress = Long.MIN_VALUE;
  private Instant since = Instant.MAX;

  UpkeepTurn(StoreContext context) {
    this.context = context;
  }

  /**
   * Whether it is this node's turn.
   *
   * @param stands grows with each step of the work while it is due, whichever node makes it
   */
  boolean mine(LongSupplier stands) {
    NodeView nodes = context.node().nodes();
    if (nodes.live().getFirst() == nodes.own()) {
      since = Instant.MAX;
      return true;
    }
    long now = stands.getAsLong();
    if (now != progress || since.equals(Instant.MAX)) {
      progress = now;
      since = context.engineNow();
    }
    return !context.engineNow().isBefore(since.plus(STANDS_STILL));
  }

  /** This node has made a step: it goes on until another one makes one. */
  void did(long stands) {
    progress = stands;
  }
}
