package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.HooksConfig;
import dev.carillon.hooks.delivery.NodeHints;
import dev.carillon.hooks.webhook.Webhook;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Passes on what other nodes did, as the store's hints tell it; it detects nothing itself. Dead
 * nodes are found by {@link dev.carillon.hooks.delivery.Lease#takeOver}, which {@link Maintenance}
 * calls. It has a thread of its own: the store's must not wait, and many hints at once are one.
 * Only that something is due is passed on at once, since a receiver waits for it. Between hints it
 * sees to the agreement on the list of nodes.
 */
final class NodeWatch implements NodeHints {

  private static final long PENDING_MILLIS = 50;
  private static final long IDLE_MILLIS = 1_000;

  /** Hints that come within this time are passed on once. */
  private static final long ROUND_MILLIS = 5;

  private final HooksConfig config;
  private final NodeAgreement agreement;
  private final WebhookSync webhooks;
  private final Consumer<DispatcherInput> inputs;
  private final Semaphore wakes = new Semaphore(0);
  private final AtomicBoolean webhooksChanged = new AtomicBoolean();
  private final Set<Webhook.Id> cancelled = ConcurrentHashMap.newKeySet();
  private final Set<Webhook.Id> redelivered = ConcurrentHashMap.newKeySet();
  private final Thread thread;
  private volatile boolean closed;

  /**
   * One that takes in nothing yet.
   *
   * @param inputs the dispatchers'
   */
  NodeWatch(
      HooksConfig config,
      NodeAgreement agreement,
      WebhookSync webhooks,
      Consumer<DispatcherInput> inputs) {
    this.config = config;
    this.agreement = agreement;
    this.webhooks = webhooks;
    this.inputs = inputs;
    this.thread = Thread.ofPlatform().name("carillon-nodes").unstarted(this::run);
  }

  void start() {
    config.store().lease().listen(this);
    thread.start();
  }

  void close() {
    closed = true;
    thread.interrupt();
  }

  @Override
  public void nodesChanged() {
    wakes.release();
  }

  @Override
  public void webhooksChanged() {
    webhooksChanged.set(true);
    wakes.release();
  }

  /**
   * Newer deliveries were recorded: unlike {@code HooksEngine.madeDue}, which tells that old ones
   * are due, this is no reason to read again.
   */
  @Override
  public void madeDue(Webhook.Id webhook) {
    inputs.accept(new DispatcherInput.MoreDue(webhook));
  }

  @Override
  public void cancelled(Webhook.Id webhook) {
    add(cancelled, webhook);
  }

  @Override
  public void redelivered(Webhook.Id webhook) {
    add(redelivered, webhook);
  }

  private void add(Set<Webhook.Id> hints, Webhook.Id webhook) {
    if (hints.add(webhook)) {
      wakes.release();
    }
  }

  private void run() {
    try {
      while (!closed) {
        round();
        Thread.sleep(ROUND_MILLIS);
        long pause = agreement.pending() ? PENDING_MILLIS : IDLE_MILLIS;
        if (wakes.tryAcquire(pause, TimeUnit.MILLISECONDS)) {
          wakes.drainPermits();
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** Takes in what was said since the last one. */
  void round() {
    try {
      agreement.look();
      if (webhooksChanged.getAndSet(false)) {
        webhooks.refresh();
        inputs.accept(webhooks.holds());
      }
    } catch (RuntimeException | Error failure) {
      // whatever it was: the next survey finds all of it
      StoreFaults.report(config, "read what other nodes changed", failure);
    }
    for (Webhook.Id webhook : taken(cancelled)) {
      inputs.accept(new DispatcherInput.Cancelled(webhook));
    }
    Set<Webhook.Id> asked = taken(redelivered);
    if (!asked.isEmpty()) {
      inputs.accept(new DispatcherInput.RedeliveriesFound(asked));
    }
  }

  /** Takes out the webhooks with hints. A hint that comes afterwards is passed on again. */
  private static Set<Webhook.Id> taken(Set<Webhook.Id> hints) {
    Set<Webhook.Id> taken = Set.copyOf(hints);
    hints.removeAll(taken);
    return taken;
  }
}
