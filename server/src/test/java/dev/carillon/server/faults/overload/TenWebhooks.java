package dev.carillon.server.faults.overload;

import dev.carillon.hooks.delivery.DeliveryPolicy;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.webhook.WebhookLimits;
import dev.carillon.server.faults.load.Embedded;
import dev.carillon.server.faults.load.Notes;
import dev.carillon.server.faults.load.PathReceiver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Ten webhooks, each with a receiver, and events for them in turn. */
final class TenWebhooks implements AutoCloseable {

  static final int WEBHOOKS = 10;

  private static final int PAYLOAD_BYTES = 8192;
  private static final Duration TICK = Duration.ofMillis(50);

  final PathReceiver receiver = PathReceiver.start();
  final Embedded core;
  private int events;

  TenWebhooks(Path directory, DeliveryPolicy policy) {
    core = Embedded.in(directory, policy);
    IntStream.range(0, WEBHOOKS)
        .forEach(i -> core.webhook(receiver.url(name(i)), name(i), WebhookLimits.DEFAULT));
  }

  static String name(int webhook) {
    return "w" + webhook;
  }

  /** How many requests all receivers answered 2xx. */
  int accepted() {
    return IntStream.range(0, WEBHOOKS).map(i -> receiver.accepted(name(i))).sum();
  }

  /** The most requests that were at one receiver at once. */
  int thereMax() {
    return IntStream.range(0, WEBHOOKS).map(i -> receiver.thereMax(name(i))).max().orElseThrow();
  }

  /** Records events at this rate for so long; gives the ids of their deliveries. */
  List<String> steadily(int perSecond, Duration duration) {
    List<String> deliveries = new ArrayList<>();
    steadily(perSecond, duration, deliveries::add);
    return deliveries;
  }

  /** The same; tells the ids one by one. */
  void steadily(int perSecond, Duration duration, Consumer<String> each) {
    int perTick = (int) (perSecond * TICK.toMillis() / 1000);
    long began = System.nanoTime();
    int ticks = (int) duration.dividedBy(TICK);
    for (int tick = 0; tick < ticks; tick++) {
      List<Event> batch = new ArrayList<>();
      for (int i = 0; i < perTick; i++) {
        batch.add(Notes.of(name(events++ % WEBHOOKS), Notes.payload(PAYLOAD_BYTES)));
      }
      List<Receipt> receipts = core.record(batch);
      core.committed(receipts);
      receipts.forEach(one -> each.accept(one.due().getFirst().delivery().id().value()));
      LockSupport.parkNanos(began + (tick + 1) * TICK.toNanos() - System.nanoTime());
    }
  }

  /** Waits until all of these have arrived; false where they do not in time. */
  boolean arrived(List<String> deliveries, Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!receiver.heard().keySet().containsAll(deliveries)) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      Thread.sleep(10);
    }
    return true;
  }

  @Override
  public void close() {
    receiver.close();
    core.close();
  }
}
