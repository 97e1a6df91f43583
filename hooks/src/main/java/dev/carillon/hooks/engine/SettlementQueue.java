package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.HooksConfig;
import dev.carillon.hooks.delivery.Settlement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/**
 * Step ⑥, the storing: takes what was decided in the order in which it was decided, many at a time,
 * and goes on trying while the store does not work.
 */
final class SettlementQueue {

  private static final System.Logger LOG = System.getLogger(SettlementQueue.class.getName());
  private static final int BATCH_MAX = 2000;
  private static final long RETRY_MILLIS = 200;

  private final LinkedBlockingQueue<Settlement> queue = new LinkedBlockingQueue<>();
  private final HooksConfig config;
  private final Consumer<List<Settlement>> stored;
  private final Thread thread;
  private volatile boolean closed;

  SettlementQueue(HooksConfig config, Consumer<List<Settlement>> stored) {
    this.config = config;
    this.stored = stored;
    this.thread = Thread.ofPlatform().name("carillon-settler").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  void settle(Settlement settlement) {
    queue.add(settlement);
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
        batch.add(queue.take());
        queue.drainTo(batch, BATCH_MAX - 1);
        store(batch);
        stored.accept(batch);
        batch.forEach(this::tell);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void store(List<Settlement> batch) throws InterruptedException {
    while (true) {
      try {
        config.store().settlements().settle(batch);
        return;
      } catch (RuntimeException failure) {
        config.listener().storeFailed("store the outcomes of attempts", failure);
        Thread.sleep(RETRY_MILLIS);
      }
    }
  }

  private void tell(Settlement settlement) {
    try {
      config.listener().settled(settlement);
      settlement
          .disabled()
          .ifPresent(state -> config.listener().disabled(settlement.before().webhook(), state));
    } catch (RuntimeException bug) {
      LOG.log(System.Logger.Level.ERROR, "A listener failed", bug);
    }
  }
}
