package dev.carillon.hooks.engine;

import dev.carillon.hooks.webhook.Webhook;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Assigns each webhook to a loop: the one with the fewest webhooks when it became known, or that of
 * its owner's other webhooks, so that one loop knows all that the owner uses. That never changes
 * while the process lives, and is not forgotten when a webhook is removed: another loop could read
 * rows whose attempts are still on the wire, and send them twice.
 */
final class LoopAssignment {

  private final ConcurrentHashMap<Webhook.Id, Integer> loops = new ConcurrentHashMap<>();
  private final Map<String, Integer> owners = new HashMap<>();
  private final int[] webhooks;

  /** For so many loops. */
  LoopAssignment(int loops) {
    this.webhooks = new int[loops];
  }

  /** The loop of a webhook, which gets one now if it has none. */
  synchronized int assign(Webhook webhook) {
    return loops.computeIfAbsent(webhook.id(), fresh -> first(webhook.owner()));
  }

  /** The loop of a webhook; empty if nothing was heard of it yet. */
  OptionalInt of(Webhook.Id webhook) {
    Integer loop = loops.get(webhook);
    return loop == null ? OptionalInt.empty() : OptionalInt.of(loop);
  }

  private int first(String owner) {
    int loop = owner.isEmpty() ? fewest() : owners.computeIfAbsent(owner, fresh -> fewest());
    webhooks[loop]++;
    return loop;
  }

  private int fewest() {
    int fewest = 0;
    for (int i = 1; i < webhooks.length; i++) {
      if (webhooks[i] < webhooks[fewest]) {
        fewest = i;
      }
    }
    return fewest;
  }
}
