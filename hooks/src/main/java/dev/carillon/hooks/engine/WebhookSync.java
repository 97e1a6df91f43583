package dev.carillon.hooks.engine;

import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookSet;
import dev.carillon.hooks.webhook.Webhooks;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Tells the dispatcher which webhooks there are, and what changed since it was told last. */
final class WebhookSync {

  private final Webhooks webhooks;
  private final InstantSource engineClock;
  private final Consumer<DispatcherInput> changes;
  private final Map<Webhook.Id, Webhook> reported = new HashMap<>();
  private final Set<Webhook.Id> doubtful = new HashSet<>();
  private long revision = Long.MIN_VALUE;

  /**
   * One that has told nothing yet.
   *
   * @param engineClock the engine's
   */
  WebhookSync(Webhooks webhooks, InstantSource engineClock, Consumer<DispatcherInput> changes) {
    this.webhooks = webhooks;
    this.engineClock = engineClock;
    this.changes = changes;
  }

  /**
   * The dispatcher has switched this webhook off by itself, which may not be how it stands in the
   * store: it is told once more, even if it is what was told last.
   */
  synchronized void recheck(Webhook.Id webhook) {
    doubtful.add(webhook);
    revision = Long.MIN_VALUE;
  }

  /**
   * Reads the webhooks and tells what is new.
   *
   * @throws dev.carillon.hooks.delivery.HooksException if the store does not work; then nothing was
   *     told
   */
  synchronized void refresh() {
    WebhookSet current = webhooks.current();
    if (current.revision() == revision) {
      return;
    }
    DispatcherInput.HoldsRead held = holds();
    Map<Webhook.Id, Webhook> gone = new HashMap<>(reported);
    List<DispatcherInput.Changed> changed = new ArrayList<>();
    for (Webhook webhook : current.webhooks()) {
      if (webhook.pulled()) {
        continue; // nothing is sent to it: it has no lane
      }
      boolean same = webhook.equals(gone.remove(webhook.id()));
      if (!same || doubtful.contains(webhook.id())) {
        Instant until = held.holds().getOrDefault(webhook.id(), Instant.EPOCH);
        changed.add(new DispatcherInput.Changed(webhook, webhooks.health(webhook.id()), until));
      }
    }
    for (DispatcherInput.Changed change : changed) {
      reported.put(change.webhook().id(), change.webhook());
      changes.accept(change);
    }
    for (Webhook.Id id : gone.keySet()) {
      reported.remove(id);
      changes.accept(new DispatcherInput.Removed(id));
    }
    changes.accept(held);
    doubtful.clear();
    revision = current.revision();
  }

  /**
   * Reads until when webhooks are held.
   *
   * @throws dev.carillon.hooks.delivery.HooksException if the store does not work
   */
  DispatcherInput.HoldsRead holds() {
    Instant now = engineClock.instant();
    return new DispatcherInput.HoldsRead(webhooks.holds(now), now);
  }
}
