package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.DueDeliveries;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.HooksConfig;
import dev.carillon.hooks.delivery.Receipt;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Has the store look a few times a second whether the wait of events is over that are held for
 * webhooks which debounce or want batches, and hands over what became due. It has a thread of its
 * own, since {@link Maintenance} may be busy for seconds.
 */
final class HeldEventWatch {

  /** No event waits longer than it has to by more than about this. */
  private static final long PAUSE_MILLIS = 200;

  private final HooksConfig config;
  private final Consumer<DispatcherInput> inputs;
  private final Thread thread;
  private volatile boolean closed;

  /**
   * One that does not look yet.
   *
   * @param inputs the dispatchers'
   */
  HeldEventWatch(HooksConfig config, Consumer<DispatcherInput> inputs) {
    this.config = config;
    this.inputs = inputs;
    this.thread = Thread.ofPlatform().name("carillon-held").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Returns once nothing is being collected any more. */
  void close() {
    closed = true;
    thread.interrupt();
    try {
      if (thread.isAlive()) {
        thread.join();
      }
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!closed) {
      boolean more = false;
      try {
        more = look();
      } catch (RuntimeException | Error failure) {
        // whatever it was: what is held stays in the store until the next look
        if (!closed) {
          StoreFaults.report(config, "send what was held", failure);
        }
      }
      if (!more) {
        try {
          Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException stopped) {
          return;
        }
      }
    }
  }

  /** Looks once; whether there is more to do at once. */
  boolean look() {
    DueDeliveries.Collected collected = config.store().due().collect();
    List<DueDelivery> due = new ArrayList<>();
    for (Receipt receipt : collected.receipts()) {
      due.addAll(receipt.due());
    }
    if (!due.isEmpty()) {
      inputs.accept(new DispatcherInput.HandedOver(due));
    }
    collected.madeDue().forEach(webhook -> inputs.accept(new DispatcherInput.Woken(webhook)));
    return collected.more();
  }
}
