package dev.carillon.server.webhooks.live;

import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.DeliveryLog.Entry;
import dev.carillon.server.webhooks.live.StreamListeners.Listener;
import dev.carillon.server.webhooks.live.StreamListeners.Message;
import java.lang.System.Logger.Level;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Function;

/**
 * Tells those who listen of deliveries that were recorded or attempted. The engine only leaves a
 * number here, and nothing while nobody listens.
 */
final class DeliveryTail implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(DeliveryTail.class.getName());

  private static final int WAITING_MAX = 10_000;
  private static final int BATCH = 200;

  private final DeliveryLog log;
  private final Function<Entry, Message> words;
  private final StreamListeners<Entry> audience = new StreamListeners<>();
  private final BlockingQueue<Long> changed = new ArrayBlockingQueue<>(WAITING_MAX);
  private final Thread thread =
      Thread.ofPlatform().daemon().name("carillon-delivery-tail").unstarted(this::run);

  DeliveryTail(DeliveryLog log, Function<Entry, Message> words) {
    this.log = log;
    this.words = words;
    thread.start();
  }

  /** This delivery is not what it was. */
  void changed(long sequence) {
    if (!audience.empty() && !changed.offer(sequence)) {
      overflow();
    }
  }

  /** Nobody joins in between, who would hear nothing of what is thrown away here. */
  private synchronized void overflow() {
    audience.letAllGo();
    changed.clear();
  }

  synchronized Listener<Entry> join(DeliveryFilter filter) {
    return audience.join(filter::matches);
  }

  void leave(Listener<Entry> listener) {
    audience.leave(listener);
  }

  private void run() {
    try {
      while (true) {
        Set<Long> sequences = new LinkedHashSet<>(List.of(changed.take()));
        changed.drainTo(sequences, BATCH - 1);
        tell(sequences);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void tell(Set<Long> sequences) {
    if (audience.empty()) {
      return;
    }
    try {
      log.at(sequences).forEach(entry -> audience.tell(entry, words));
    } catch (RuntimeException failed) {
      LOG.log(Level.WARNING, "Deliveries cannot be read for the live streams", failed);
      audience.letAllGo();
    }
  }

  @Override
  public void close() {
    audience.close();
    thread.interrupt();
  }
}
