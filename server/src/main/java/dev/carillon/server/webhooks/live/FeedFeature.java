package dev.carillon.server.webhooks.live;

import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.Due;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.event.Journal;
import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.webhooks.deliverylog.DeliveryJson;
import java.time.Duration;
import java.time.InstantSource;

/** The feed of events and the streams, put together. */
public final class FeedFeature implements AutoCloseable {

  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  private final StreamPermits places = new StreamPermits();
  private final Tails tails;
  private final EventsApi events;
  private final StreamsApi streams;

  /** Puts it together on these. */
  public FeedFeature(Ports ports) {
    EventJson json = new EventJson(ports.snapshots());
    this.tails = new Tails(ports, json);
    this.events = new EventsApi(ports, tails.events(), places, json);
    this.streams = new StreamsApi(ports, tails, places, HEARTBEAT);
  }

  /** Adds all calls about events and streams. */
  public void routes(Routes routes) {
    streams.routes(routes);
    events.routes(routes);
  }

  /** An event is durable: those who listen hear of it now rather than soon. */
  public void committed(Receipt receipt) {
    tails.events().wake();
    for (Due due : receipt.due()) {
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

  /**
   * What it reads.
   *
   * @param snapshots reads what was stored with events
   * @param clock the engine's
   */
  public record Ports(
      Journal journal,
      DeliveryLog log,
      SnapshotReader snapshots,
      DeliveryJson json,
      InstantSource clock) {}
}
