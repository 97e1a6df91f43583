package dev.carillon.server.webhooks.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.DeliveryLog.Entry;
import dev.carillon.hooks.event.Journal;
import dev.carillon.hooks.event.Journal.Recorded;
import dev.carillon.server.platform.http.Json;
import dev.carillon.server.webhooks.deliverylog.DeliveryJson;
import dev.carillon.server.webhooks.live.StreamListeners.Message;
import java.time.InstantSource;
import java.util.function.Function;

/** What is going on, for streams: both tails, and how they put things into words. */
final class LiveTails implements AutoCloseable {

  private final EventJson eventJson;
  private final DeliveryJson deliveryJson;
  private final InstantSource clock;
  private final EventTail events;
  private final DeliveryTail deliveries;

  LiveTails(
      Journal journal,
      DeliveryLog log,
      EventJson eventJson,
      DeliveryJson deliveryJson,
      InstantSource clock) {
    this.eventJson = eventJson;
    this.deliveryJson = deliveryJson;
    this.clock = clock;
    this.events = new EventTail(journal, this::words);
    this.deliveries = new DeliveryTail(log, this::words);
  }

  EventTail events() {
    return events;
  }

  DeliveryTail deliveries() {
    return deliveries;
  }

  InstantSource clock() {
    return clock;
  }

  Function<Recorded, Message> eventWords() {
    return this::words;
  }

  Function<Entry, Message> deliveryWords() {
    return this::words;
  }

  private Message words(Recorded event) {
    String data = new String(Json.write(eventJson.item(event)), UTF_8);
    return new Message(
        event.sequence(), SseStream.event(EventCursor.text(event.sequence()), "event", data));
  }

  private Message words(Entry entry) {
    String data = new String(Json.write(deliveryJson.item(entry)), UTF_8);
    DeliveryPlace place = DeliveryPlace.of(entry, clock.instant());
    return new Message(entry.delivery().sequence(), SseStream.event(place.text(), "delivery", data));
  }

  @Override
  public void close() {
    events.close();
    deliveries.close();
  }
}
