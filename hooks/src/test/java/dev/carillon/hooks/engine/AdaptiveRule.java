package dev.carillon.hooks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many attempts of a webhook whose concurrency adapts may be on the wire, by what came of those
 * before: one while it fails, and then at most one more for each that has succeeded since. It
 * counts for itself, apart from what the engine knows of a webhook's health.
 */
final class AdaptiveRule {

  private final Map<Webhook.Id, Integer> failuresInRow = new HashMap<>();

  /** How many have succeeded since it failed; none of a webhook that nothing holds back. */
  private final Map<Webhook.Id, Integer> successes = new HashMap<>();

  private int heldBack;
  private @Nullable String broken;

  /** How many attempts started of webhooks that were held back. */
  int heldBack() {
    return heldBack;
  }

  /** What came of an attempt is decided. */
  void settled(Webhook webhook, boolean success) {
    if (!success) {
      if (failuresInRow.merge(webhook.id(), 1, Integer::sum) >= WebhookHealth.FAILING_FROM) {
        successes.put(webhook.id(), 0);
      }
      return;
    }
    failuresInRow.remove(webhook.id());
    Integer since = successes.get(webhook.id());
    if (since != null && since + 2 < webhook.limits().maxConcurrent()) {
      successes.put(webhook.id(), since + 1);
    } else {
      successes.remove(webhook.id());
    }
  }

  /** One more attempt starts, and so many are on the wire with it. */
  void started(Webhook webhook, int onTheWire) {
    Integer since = successes.get(webhook.id());
    if (webhook.rules().adaptiveConcurrency() && since != null) {
      heldBack++;
      if (onTheWire > since + 1) {
        broken = onTheWire + " on the wire after " + since + " that succeeded";
      }
    }
  }

  /** Looks whether it was kept: a driver goes on whatever fails in what it calls. */
  void check() {
    assertThat(broken)
        .as("one attempt while it fails, and then one more for each success")
        .isNull();
  }

  /** The process died, and with it what it knew. */
  void restarted() {
    failuresInRow.clear();
    successes.clear();
  }
}
