package dev.carillon.server.webhooks.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.DeliveryLog.Entry;
import dev.carillon.server.platform.http.Json;
import dev.carillon.server.webhooks.deliverylog.DeliveryJson;
import dev.carillon.server.webhooks.live.StreamListeners.Listener;
import dev.carillon.server.webhooks.live.StreamListeners.Message;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Sends deliveries that were recorded or attempted to all listeners. The engine only leaves a
 * number here, and nothing while there are no listeners. What other nodes have ended is found in
 * the log.
 */
final class DeliveryTail implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(DeliveryTail.class.getName());

  private static final int WAITING_MAX = 10_000;
  private static final int BATCH = 200;

  private final DeliveryLog log;
  private final DeliveryJson json;
  private final InstantSource clock;
  private final boolean shared;
  private final EndedDeliveries ended;
  private final StreamListeners<Entry> listeners = new StreamListeners<>();
  private final BlockingQueue<Long> changed = new ArrayBlockingQueue<>(WAITING_MAX);
  private final Thread thread =
      Thread.ofPlatform().daemon().name("carillon-delivery-tail").unstarted(this::run);

  /**
   * Reads this log.
   *
   * @param clock the engine's
   * @param shared whether other nodes end deliveries too
   */
  DeliveryTail(DeliveryLog log, DeliveryJson json, InstantSource clock, boolean shared) {
    this.log = log;
    this.json = json;
    this.clock = clock;
    this.shared = shared;
    this.ended =
        new EndedDeliveries(
            log, clock, () -> !listeners.empty(), entry -> listeners.send(entry, this::message));
    thread.start();
    if (shared) {
      ended.start();
    }
  }

  /** This delivery is not what it was. */
  void changed(long sequence) {
    if (!listeners.empty() && !changed.offer(sequence)) {
      overflow();
    }
  }

  /** No listener joins in between: it would miss what is thrown away here. */
  private synchronized void overflow() {
    listeners.disconnectAll();
    changed.clear();
  }

  synchronized Listener<Entry> join(DeliveryFilter filter) {
    Listener<Entry> joined = listeners.join(filter::matches);
    if (shared) {
      ended.begin();
    }
    return joined;
  }

  void leave(Listener<Entry> listener) {
    listeners.leave(listener);
  }

  private void run() {
    try {
      while (true) {
        Set<Long> sequences = new LinkedHashSet<>(List.of(changed.take()));
        changed.drainTo(sequences, BATCH - 1);
        send(sequences);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void send(Set<Long> sequences) {
    if (listeners.empty()) {
      return;
    }
    try {
      log.at(sequences).stream()
          .filter(ended::isNew)
          .forEach(entry -> listeners.send(entry, this::message));
    } catch (RuntimeException failed) {
      LOG.log(Level.WARNING, "Deliveries cannot be read for the live streams", failed);
      listeners.disconnectAll();
    }
  }

  /** From where on a stream that begins now is resumed. */
  DeliveryCursor now() {
    return DeliveryCursor.now(clock);
  }

  /** A delivery as it is written to a stream. */
  Message message(Entry entry) {
    String data = new String(Json.write(json.item(entry)), UTF_8);
    String id = DeliveryCursor.of(entry, clock.instant()).text();
    return new Message(entry.delivery().sequence(), SseStream.event(id, "delivery", data));
  }

  @Override
  public void close() {
    ended.close();
    listeners.close();
    thread.interrupt();
  }
}
