package dev.carillon.server.webhooks.live;

import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.event.Journal;
import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.webhooks.deliverylog.DeliveryJson;
import java.time.Duration;
import java.time.InstantSource;

/** The feed of events and the streams, put together. */
public final class LiveFeature implements AutoCloseable {

  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  private final StreamPermits places = new StreamPermits();
  private final LiveTails tails;
  private final EventsApi events;
  private final StreamsApi streams;

  /**
   * Puts it together on these.
   *
   * @param snapshots reads what was stored with events
   * @param clock the engine's
   */
  public LiveFeature(
      Journal journal,
      DeliveryLog log,
      SnapshotReader snapshots,
      DeliveryJson deliveries,
      InstantSource clock) {
    EventJson json = new EventJson(snapshots);
    this.tails = new LiveTails(journal, log, json, deliveries, clock);
    this.events = new EventsApi(journal, log, deliveries, tails.events(), places, json);
    this.streams = new StreamsApi(journal, log, tails, places, HEARTBEAT);
  }

  /** Adds all calls about events and streams. */
  public void routes(Routes routes) {
    streams.routes(routes);
    events.routes(routes);
  }

  /** An event is durable: those who listen hear of it now rather than soon. */
  public void committed(Receipt receipt) {
    tails.events().wake();
    for (DueDelivery due : receipt.due()) {
      tails.deliveries().changed(due.delivery().sequence());
    }
  }

  /** An attempt is durable. */
  public void settled(Settlement settlement) {
    tails.deliveries().changed(settlement.before().sequence());
  }

  /** How many listen to a stream or wait for the next event. */
  public int listeners() {
    return places.taken();
  }

  /** Ends all streams, so that those who listen go to another node or come again. */
  @Override
  public void close() {
    places.close();
    tails.close();
  }
}
