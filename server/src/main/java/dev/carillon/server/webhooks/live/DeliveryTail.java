package dev.carillon.server.webhooks.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.DeliveryLog.Entry;
import dev.carillon.server.platform.http.Json;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.webhooks.deliverylog.DeliveryJson;
import dev.carillon.server.webhooks.live.StreamListeners.Listener;
import dev.carillon.server.webhooks.live.StreamListeners.Message;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Sends deliveries that were recorded or attempted to all listeners. The engine only leaves a
 * number here, and nothing while there are no listeners.
 */
final class DeliveryTail implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(DeliveryTail.class.getName());

  private static final int WAITING_MAX = 10_000;
  private static final int BATCH = 200;

  private final DeliveryLog log;
  private final DeliveryJson json;
  private final InstantSource clock;
  private final StreamListeners<Entry> listeners = new StreamListeners<>();
  private final BlockingQueue<Long> changed = new ArrayBlockingQueue<>(WAITING_MAX);
  private final Thread thread =
      Thread.ofPlatform().daemon().name("carillon-delivery-tail").unstarted(this::run);

  /**
   * Reads this log.
   *
   * @param clock the engine's
   */
  DeliveryTail(DeliveryLog log, DeliveryJson json, InstantSource clock) {
    this.log = log;
    this.json = json;
    this.clock = clock;
    thread.start();
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
    return listeners.join(filter::matches);
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
      log.at(sequences).forEach(entry -> listeners.send(entry, this::message));
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
    listeners.close();
    thread.interrupt();
  }

  /**
   * From where on a stream of deliveries is resumed: a place in the order in which they end.
   *
   * @param endedAt by the engine's clock
   * @param sequence of those that ended then, the last one seen
   */
  record DeliveryCursor(Instant endedAt, long sequence) {

    private static final String FORM = "d[0-9a-z]{1,12}";

    /** What ends at about the same time may be stored in another order. */
    private static final Duration SLACK = Duration.ofSeconds(2);

    static DeliveryCursor now(InstantSource clock) {
      return new DeliveryCursor(clock.instant().plus(SLACK), Long.MAX_VALUE);
    }

    /** Where this one ended; if it has not, all that ended up to a time is behind. */
    static DeliveryCursor of(Entry entry, Instant otherwise) {
      Instant at = DeliveryJson.endedAt(entry.delivery().state()).orElse(otherwise);
      return new DeliveryCursor(at, entry.delivery().sequence());
    }

    /** A little before it, so that nothing is left out: what was sent may be sent again. */
    DeliveryCursor earlier() {
      return new DeliveryCursor(endedAt.minus(SLACK), Long.MAX_VALUE);
    }

    String text() {
      long micros = ChronoUnit.MICROS.between(Instant.EPOCH, endedAt);
      return "d" + Long.toString(micros, Character.MAX_RADIX);
    }

    static DeliveryCursor parse(String key, String text) {
      if (!text.matches(FORM)) {
        throw Problem.badField(key, text, "the id of an event of this stream");
      }
      long micros = Long.parseLong(text.substring(1), Character.MAX_RADIX);
      return new DeliveryCursor(Instant.EPOCH.plus(micros, ChronoUnit.MICROS), Long.MAX_VALUE);
    }
  }
}
