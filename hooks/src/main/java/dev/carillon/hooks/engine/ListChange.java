package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.NodeView;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * From when on a dispatcher goes by a new list of nodes: once nothing of it is on the wire that the
 * list does not allow, and the second has passed in which it may have sent at a higher rate, or a
 * node that left may have.
 */
final class ListChange {

  /** Rates are limits of what starts within a second. */
  static final Duration RATE_WINDOW = Duration.ofSeconds(1);

  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

  private @Nullable NodeView wanted;
  private @Nullable NodeView goneBy;
  private Instant lookAt = Instant.MAX;

  /** A new list was seen. */
  void begin(NodeView view, Instant now) {
    wanted = view;
    lookAt = now.plus(RATE_WINDOW);
  }

  /** Whether the dispatcher does not go by the newest list yet. */
  boolean underWay() {
    return wanted != null;
  }

  /** Looks whether it does now. */
  void look(Instant now, Collection<Lane> lanes) {
    if (now.isBefore(lookAt)) {
      return;
    }
    if (lanes.stream().allMatch(Lane::withinShare)) {
      goneBy = wanted;
      wanted = null;
      lookAt = Instant.MAX;
    } else {
      lookAt = now.plus(LOOK_AGAIN);
    }
  }

  /** When to look next; {@link Instant#MAX} = not by time. */
  Instant lookAt() {
    return lookAt;
  }

  /** The newest list that it goes by; null before the first. */
  @Nullable NodeView goneBy() {
    return goneBy;
  }
}
