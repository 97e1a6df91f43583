package dev.carillon.server.webhooks.live;

import dev.carillon.server.webhooks.live.StreamListeners.Message;
import java.time.Duration;
import java.util.List;

/**
 * How much of what happens a stream tells. What comes after a while of nothing is told at once.
 *
 * @param gap how long a stream says nothing after it said something
 * @param most how many of the newest are told after that; of the others only the number
 */
record StreamRate(Duration gap, int most) {

  /** Everything, as it comes. */
  static final StreamRate ALL = new StreamRate(Duration.ZERO, Integer.MAX_VALUE);

  /** As much as somebody can read: hundreds of pages may be open while thousands are delivered. */
  static final StreamRate READABLE = new StreamRate(Duration.ofMillis(500), 30);

  /** How long to wait still, after the last words. */
  Duration left(long saidAt, long now) {
    return gap.minusNanos(now - saidAt);
  }

  /** Leaves the newest; how many it took away. */
  int thin(List<Message> messages) {
    int skipped = Math.max(0, messages.size() - most);
    messages.subList(0, skipped).clear();
    return skipped;
  }
}
