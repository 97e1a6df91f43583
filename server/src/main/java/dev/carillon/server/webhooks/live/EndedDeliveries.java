package dev.carillon.server.webhooks.live;

import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.DeliveryLog.Entry;
import dev.carillon.server.webhooks.deliverylog.DeliveryJson;
import dev.carillon.server.platform.tasks.PeriodicTasks;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds in the log which deliveries have ended, on whichever node, for the live streams of this one;
 * what this node ended itself is sent at once and not again. What ends at about the same time may
 * be stored in another order, so the last two seconds are looked at once more.
 */
final class EndedDeliveries implements AutoCloseable {

  private static final Duration EVERY = Duration.ofMillis(500);
  private static final int PAGE = 200;

  private final DeliveryLog log;
  private final InstantSource clock;
  private final BooleanSupplier wanted;
  private final Consumer<Entry> found;
  private final PeriodicTasks tasks = new PeriodicTasks("carillon-delivery-ends");
  private final Set<DeliveryCursor> recent = new HashSet<>();
  private @Nullable DeliveryCursor began;
  private DeliveryCursor place = new DeliveryCursor(Instant.EPOCH, 0);

  /**
   * Reads this log.
   *
   * @param clock the engine's
   * @param wanted whether there is a stream at all
   * @param found gets each delivery that has ended elsewhere
   */
  EndedDeliveries(
      DeliveryLog log, InstantSource clock, BooleanSupplier wanted, Consumer<Entry> found) {
    this.log = log;
    this.clock = clock;
    this.wanted = wanted;
    this.found = found;
  }

  void start() {
    tasks.every(EVERY, "reading what other nodes have delivered", this::look);
  }

  /** Looks once. */
  void look() {
    if (!wanted.getAsBoolean()) {
      stop();
      return;
    }
    DeliveryCursor from = begin();
    for (List<Entry> page = log.ended(from.endedAt(), from.sequence(), PAGE);
        !page.isEmpty();
        page = log.ended(from.endedAt(), from.sequence(), PAGE)) {
      for (Entry entry : page) {
        from = DeliveryCursor.of(entry, from.endedAt());
        if (isNew(entry)) {
          found.accept(entry);
        }
      }
    }
    reached(from);
  }

  /** Whether a stream has to be told: false where it ended and that was said before. */
  synchronized boolean isNew(Entry entry) {
    return began == null
        || DeliveryJson.endedAt(entry.delivery().state())
            .map(at -> recent.add(new DeliveryCursor(at, entry.delivery().sequence())))
            .orElse(true);
  }

  private synchronized void stop() {
    began = null;
    recent.clear();
  }

  private synchronized DeliveryCursor begin() {
    DeliveryCursor first = began;
    if (first == null) {
      first = new DeliveryCursor(clock.instant(), Long.MAX_VALUE);
      began = first;
      place = first;
      return first;
    }
    DeliveryCursor earlier = place.earlier();
    return earlier.endedAt().isBefore(first.endedAt()) ? first : earlier;
  }

  private synchronized void reached(DeliveryCursor end) {
    if (end.endedAt().isAfter(place.endedAt())) {
      place = end;
    }
    DeliveryCursor earlier = place.earlier();
    recent.removeIf(one -> one.endedAt().isBefore(earlier.endedAt()));
  }

  @Override
  public void close() {
    tasks.close();
  }
}
