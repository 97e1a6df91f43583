package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.HooksConfig;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Step ⑥, the storing: takes what was decided in the order in which it was decided, a list for each
 * step of a dispatcher, many lists at a time, and goes on trying while the store does not work.
 */
final class SettlementQueue {

  private static final System.Logger LOG = System.getLogger(SettlementQueue.class.getName());

  /** Lists are stored together up to so many settlements. */
  private static final int BATCH_MAX = 2000;

  private static final long RETRY_MILLIS = 200;

  private final LinkedBlockingQueue<Decided> queue = new LinkedBlockingQueue<>();
  private final HooksConfig config;
  private final Consumer<List<Settlement>> stored;
  private final Thread thread;
  private volatile boolean closed;

  /**
   * A queue that does not store yet.
   *
   * @param stored is told what was stored, after those that it came from
   */
  SettlementQueue(HooksConfig config, Consumer<List<Settlement>> stored) {
    this.config = config;
    this.stored = stored;
    this.thread = Thread.ofPlatform().name("carillon-settler").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /**
   * Stores these soon.
   *
   * @param from is told once they are stored
   */
  void settle(DispatcherDriver from, List<Settlement> settlements) {
    queue.add(new Decided(from, settlements));
  }

  /** Stops at once: what is not stored is sent again after the next start. */
  void close() {
    closed = true;
    thread.interrupt();
  }

  private void run() {
    try {
      while (!closed) {
        List<Settlement> batch = new ArrayList<>();
        Map<DispatcherDriver, List<Settlement>> byOrigin = new LinkedHashMap<>();
        Decided next = queue.take();
        while (next != null) {
          batch.addAll(next.settlements());
          byOrigin
              .computeIfAbsent(next.from(), from -> new ArrayList<>())
              .addAll(next.settlements());
          next = next(batch.size());
        }
        Map<Webhook.Id, WebhookState.Disabled> disabled = store(batch);
        byOrigin.forEach((from, own) -> from.submit(new DispatcherInput.Stored(own)));
        tell(batch, disabled);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** The next list that fits, if there is one. */
  private @Nullable Decided next(int taken) {
    Decided first = queue.peek();
    return first != null && taken + first.settlements().size() <= BATCH_MAX ? queue.poll() : null;
  }

  /** Stores these, however often that fails; the webhooks that are disabled by it. */
  private Map<Webhook.Id, WebhookState.Disabled> store(List<Settlement> batch)
      throws InterruptedException {
    boolean unknown = false;
    while (true) {
      try {
        Map<Webhook.Id, WebhookState.Disabled> disabled =
            new LinkedHashMap<>(config.store().settlements().settle(batch));
        if (unknown) {
          // what failed before may have been stored: then nothing was left to disable
          batch.forEach(
              one ->
                  one.disabled()
                      .ifPresent(state -> disabled.putIfAbsent(one.before().webhook(), state)));
        }
        return disabled;
      } catch (RuntimeException | Error failure) {
        // whatever it was: without this thread nothing is sent any more
        StoreFaults.report(config, "store the outcomes of attempts", failure);
        unknown = true;
        Thread.sleep(RETRY_MILLIS);
      }
    }
  }

  private void tell(List<Settlement> batch, Map<Webhook.Id, WebhookState.Disabled> disabled) {
    try {
      stored.accept(batch);
    } catch (RuntimeException | Error bug) {
      LOG.log(System.Logger.Level.ERROR, "What follows from settlements failed", bug);
    }
    batch.forEach(settlement -> tell(() -> config.listener().settled(settlement)));
    disabled.forEach((webhook, state) -> tell(() -> config.listener().disabled(webhook, state)));
  }

  private static void tell(Runnable listener) {
    try {
      listener.run();
    } catch (RuntimeException | Error bug) {
      LOG.log(System.Logger.Level.ERROR, "A listener failed", bug);
    }
  }

  /** The settlements that one step of a dispatcher decided. */
  private record Decided(DispatcherDriver from, List<Settlement> settlements) {}
}
