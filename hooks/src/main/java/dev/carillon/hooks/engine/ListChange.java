package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.NodeView;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a new list of nodes comes into force in a dispatcher: once it has no more attempts
 * on the wire than the list allows, and one second after the list was seen. Within that second this
 * node, or one that left, may have sent at a higher rate.
 */
final class ListChange {

  /** Rates are limits of what starts within a second. */
  static final Duration RATE_WINDOW = Duration.ofSeconds(1);

  private static final Duration CHECK_AGAIN = Duration.ofMillis(20);

  private @Nullable NodeView wanted;
  private @Nullable NodeView inForce;
  private Instant checkAt = Instant.MAX;

  /** A new list was seen. */
  void begin(NodeView view, Instant now) {
    wanted = view;
    checkAt = now.plus(RATE_WINDOW);
  }

  /** Whether the newest list is not in force yet. */
  boolean underWay() {
    return wanted != null;
  }

  /** Puts the newest list into force if no lane exceeds its share any more. */
  void check(Instant now, Collection<Lane> lanes) {
    if (now.isBefore(checkAt)) {
      return;
    }
    if (lanes.stream().allMatch(Lane::withinShare)) {
      inForce = wanted;
      wanted = null;
      checkAt = Instant.MAX;
    } else {
      checkAt = now.plus(CHECK_AGAIN);
    }
  }

  /** When to check next; {@link Instant#MAX} = not by time. */
  Instant checkAt() {
    return checkAt;
  }

  /** The list in force; null before the first. */
  @Nullable NodeView inForce() {
    return inForce;
  }
}
