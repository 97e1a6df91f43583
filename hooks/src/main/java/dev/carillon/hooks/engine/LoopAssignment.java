package dev.carillon.hooks.engine;

import dev.carillon.hooks.webhook.Webhook;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which loop each webhook belongs to: the one that had the fewest when it was first heard of. That
 * never changes while the process lives, and is not forgotten when a webhook is removed: another
 * loop could read rows whose attempts are still on the wire, and send them twice.
 */
final class LoopAssignment {

  private final ConcurrentHashMap<Webhook.Id, Integer> loops = new ConcurrentHashMap<>();
  private final int[] webhooks;

  /** For so many loops. */
  LoopAssignment(int loops) {
    this.webhooks = new int[loops];
  }

  /** The loop of a webhook, which gets one now if it has none. */
  synchronized int assign(Webhook.Id webhook) {
    return loops.computeIfAbsent(webhook, fresh -> fewest());
  }

  /** The loop of a webhook; empty if nothing was heard of it yet. */
  OptionalInt of(Webhook.Id webhook) {
    Integer loop = loops.get(webhook);
    return loop == null ? OptionalInt.empty() : OptionalInt.of(loop);
  }

  private int fewest() {
    int fewest = 0;
    for (int i = 1; i < webhooks.length; i++) {
      if (webhooks[i] < webhooks[fewest]) {
        fewest = i;
      }
    }
    webhooks[fewest]++;
    return fewest;
  }
}
