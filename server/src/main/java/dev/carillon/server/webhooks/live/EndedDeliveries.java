package dev.carillon.server.webhooks.live;

import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.DeliveryLog.Entry;
import dev.carillon.server.platform.tasks.PeriodicTasks;
import dev.carillon.server.webhooks.deliverylog.DeliveryJson;
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
 * Finds in the log which deliveries have ended, on whichever node, for the live streams of this
 * one; what this node ended itself is sent at once and not again. What ends at about the same time
 * may be stored in another order, so the last two seconds are looked at once more; and what a slow
 * commit stores later, by a look that goes further back every some seconds.
 */
final class EndedDeliveries implements AutoCloseable {

  private static final Duration EVERY = Duration.ofMillis(500);
  private static final int PAGE = 200;

  /** An end stored up to this late still reaches the streams. */
  private static final Duration LATE_MAX = Duration.ofSeconds(15);

  private static final Duration LATE_EVERY = Duration.ofSeconds(5);

  private final DeliveryLog log;
  private final InstantSource clock;
  private final BooleanSupplier wanted;
  private final Consumer<Entry> found;
  private final PeriodicTasks tasks = new PeriodicTasks("carillon-delivery-ends");
  private final Set<DeliveryCursor> recent = new HashSet<>();
  private @Nullable DeliveryCursor began;
  private DeliveryCursor place = new DeliveryCursor(Instant.EPOCH, 0);
  private Instant lookedForLate = Instant.EPOCH;

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
    begin();
    reached(
        read(
            from(),
            entry -> {
              if (isNew(entry)) {
                found.accept(entry);
              }
            }));
  }

  /** Where what ended after a place ends. */
  private DeliveryCursor read(DeliveryCursor place, Consumer<Entry> each) {
    DeliveryCursor from = place;
    for (List<Entry> page = log.ended(from.endedAt(), from.sequence(), PAGE);
        !page.isEmpty();
        page = log.ended(from.endedAt(), from.sequence(), PAGE)) {
      page.forEach(each);
      from = DeliveryCursor.of(page.getLast(), from.endedAt());
    }
    return from;
  }

  /** Whether a stream has to be told: false where it ended and that was said before. */
  synchronized boolean isNew(Entry entry) {
    return began == null
        || DeliveryJson.endedAt(entry.delivery().state())
            .map(at -> recent.add(new DeliveryCursor(at, entry.delivery().sequence())))
            .orElse(true);
  }

  private synchronized void stop() {
    // one may have come meanwhile
    if (!wanted.getAsBoolean()) {
      began = null;
      recent.clear();
    }
  }

  /** A stream is there: it reads itself what is stored by now, and gets what is stored from now. */
  synchronized void begin() {
    if (began == null) {
      DeliveryCursor first = late(DeliveryCursor.now(clock));
      began = first;
      place = read(first, this::isNew);
    }
  }

  private synchronized DeliveryCursor from() {
    DeliveryCursor first = began;
    Instant now = clock.instant();
    boolean far = !now.isBefore(lookedForLate.plus(LATE_EVERY));
    if (far) {
      lookedForLate = now;
    }
    DeliveryCursor earlier = far ? late(place) : place.earlier();
    return first != null && earlier.endedAt().isBefore(first.endedAt()) ? first : earlier;
  }

  private synchronized void reached(DeliveryCursor end) {
    if (end.endedAt().isAfter(place.endedAt())) {
      place = end;
    }
    DeliveryCursor earlier = late(place);
    recent.removeIf(one -> one.endedAt().isBefore(earlier.endedAt()));
  }

  private static DeliveryCursor late(DeliveryCursor from) {
    return new DeliveryCursor(from.endedAt().minus(LATE_MAX), Long.MAX_VALUE);
  }

  @Override
  public void close() {
    tasks.close();
  }
}
