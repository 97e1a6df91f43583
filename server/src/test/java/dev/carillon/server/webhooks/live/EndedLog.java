package dev.carillon.server.webhooks.live;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Trace;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Deliveries in the order in which they ended. */
final class EndedLog implements DeliveryLog {

  static final Instant BEGAN = Instant.parse("2026-03-04T05:06:07Z");

  private static final Comparator<Entry> ORDER =
      Comparator.comparing(EndedLog::end)
          .thenComparingLong((Entry entry) -> entry.delivery().sequence());

  private final TreeSet<Entry> entries = new TreeSet<>(ORDER);

  private static Instant end(Entry entry) {
    return ((DeliveryState.Delivered) entry.delivery().state()).at();
  }

  void ended(long sequence, long millis) {
    entries.add(entry(sequence, BEGAN.plusMillis(millis)));
  }

  static Entry entry(long sequence, Instant at) {
    Event.Id event = Event.Id.at(at);
    Delivery delivery =
        new Delivery(
            Delivery.Id.random(),
            sequence,
            Webhook.Id.random(),
            event,
            new EventType("asset_create"),
            "s",
            1,
            new DeliveryState.Delivered(at),
            at,
            Trace.of(event));
    return new Entry(delivery, new Addressee("any", false), at, Last.NONE);
  }

  @Override
  public List<Entry> ended(Instant endedAt, long sequence, int limit) {
    return entries.tailSet(entry(sequence, endedAt), false).stream().limit(limit).toList();
  }

  @Override
  public Page page(DeliveryFilter filter, Cursor after, int limit) {
    throw new UnsupportedOperationException("page");
  }

  @Override
  public Count count(DeliveryFilter filter, int max) {
    throw new UnsupportedOperationException("count");
  }

  @Override
  public Optional<Detail> find(Delivery.Id id) {
    throw new UnsupportedOperationException("find");
  }

  @Override
  public List<Entry> at(Collection<Long> sequences) {
    throw new UnsupportedOperationException("at");
  }

  @Override
  public Map<Webhook.Id, Standing> standings(int max) {
    throw new UnsupportedOperationException("standings");
  }
}
