package dev.carillon.server.webhooks.live;

import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.event.Journal;
import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.server.assets.field.FieldRegistry;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.capacity.CpuPool;
import dev.carillon.server.webhooks.deliverylog.DeliveryJson;
import dev.carillon.server.webhooks.payload.AssetFilterReader;
import java.time.InstantSource;

/** The journal of events and the streams, put together. */
public record LiveWiring(
    StreamPermits permits,
    EventTail eventTail,
    DeliveryTail deliveryTail,
    EventsApi events,
    StreamsApi streams)
    implements AutoCloseable {

  /**
   * Puts it together on these.
   *
   * @param snapshots reads what was stored with events
   * @param clock the engine's
   * @param shared whether other nodes may record and send too
   * @param looking what callers look for events with
   */
  public static LiveWiring open(
      Journal journal,
      DeliveryLog log,
      SnapshotReader snapshots,
      DeliveryJson deliveries,
      InstantSource clock,
      boolean shared,
      Looking looking) {
    StreamPermits permits = new StreamPermits();
    EventJson json = new EventJson(snapshots, looking.fields());
    EventTail eventTail = new EventTail(journal, json::message);
    DeliveryTail deliveryTail = new DeliveryTail(log, deliveries, clock, shared);
    JournalScan scan = new JournalScan(journal, snapshots, looking.cpu());
    MissedEventPages missed = new MissedEventPages(journal, json::message);
    return new LiveWiring(
        permits,
        eventTail,
        deliveryTail,
        new EventsApi(journal, log, deliveries, eventTail, permits, scan, looking.filters(), json),
        new StreamsApi(
            journal,
            missed,
            eventTail,
            new FilteredEvents(eventTail, scan, json),
            looking.filters(),
            log,
            deliveryTail,
            permits));
  }

  /**
   * What callers look for events with.
   *
   * @param filters compiles folders and queries
   * @param fields the fields that payloads can have
   * @param cpu where queries are asked
   */
  public record Looking(AssetFilterReader filters, FieldRegistry fields, CpuPool cpu) {}

  /** Adds all calls about events and streams. */
  public void routes(Routes routes) {
    streams.routes(routes);
    events.routes(routes);
  }

  /** An event is durable: streams get it now rather than soon. */
  public void committed(Receipt receipt) {
    eventTail.wakeUp();
    for (DueDelivery due : receipt.due()) {
      deliveryTail.changed(due.delivery().sequence());
    }
  }

  /** An attempt is durable. */
  public void settled(Settlement settlement) {
    deliveryTail.changed(settlement.before().sequence());
  }

  /**
   * Takes a permit to wait or to stream, for clients of other calls.
   *
   * @return gives it back, once, however often it is called
   * @throws dev.carillon.server.platform.http.Problem 503 where there is none
   */
  public Runnable permit() {
    return permits.take();
  }

  /** How many clients read a stream or wait for the next event. */
  public int clients() {
    return permits.taken();
  }

  /** Ends all streams, so that their clients go to another node or connect again. */
  @Override
  public void close() {
    permits.close();
    eventTail.close();
    deliveryTail.close();
  }
}
